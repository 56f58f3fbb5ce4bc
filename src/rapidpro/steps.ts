import type { Language } from "../core/language.ts";
import type { Form } from "./cases.ts";
import type { Said } from "./tongues.ts";

/** Step to go to; null is the end. */
export type Target = string | null;

/** The step that hands over to a person when nothing else helps. */
export const UNCLEAR = "unclear";

export interface Option {
  slug: string;
  /** Name of the category in the export, in every language. */
  label: Said;
  words: Partial<Record<Language, string[]>>;
  /** Its name in the language the flow was written in. */
  category: string;
  go: Target;
}

interface Place {
  /** Node of the export it comes from, for notes. */
  node: string;
}

export interface SayStep extends Place {
  kind: "say";
  said: Said;
  replies: Said[];
  go: Target;
}

export interface AskStep extends Place {
  kind: "ask";
  form: Form;
  variable: string | null;
  options: Option[];
  go: Target;
  /** Where an answer leads that is none; undefined when the export does not say. */
  other: Target | undefined;
  /** Step that tells the answers apart, whose else stands for other. */
  sorting: string | null;
  /** The numbers its cases take, when all have an end. */
  bounds: { min?: string; max?: string };
  timeout: { after: string; go: Target } | null;
  /** Null until the message before it is taken into it. */
  said: Said | null;
  replies: Said[];
  retry: Said | null;
  nudge: { after: string; said: Said } | null;
}

export interface BranchStep extends Place {
  kind: "branch";
  /** What it looks at, for its name. */
  about: string;
  arms: { when: string; go: Target }[];
  else: Target;
}

export interface SetStep extends Place {
  kind: "set";
  variable: string;
  formula: string;
  go: Target;
}

export interface RunStep extends Place {
  kind: "run";
  flow: string;
  go: Target;
  /** Where it leads when the other flow expired. */
  expired?: Target;
  /** The other flow waits for the person at some place. */
  waits: boolean;
}

export interface SwitchStep extends Place {
  kind: "switch";
  flow: string;
}

export interface HandOffStep extends Place {
  kind: "hand_off";
  reason: string;
  said: Said;
  go: Target;
}

/** Nothing of ours: leads on. */
export interface PassStep extends Place {
  kind: "pass";
  go: Target;
}

export type Step =
  | SayStep
  | AskStep
  | BranchStep
  | SetStep
  | RunStep
  | SwitchStep
  | HandOffStep
  | PassStep;

export type Steps = Map<string, Step>;

/** A flow as steps; `flags` are truths that stand for what could not be decided. */
export interface Draft {
  first: Target;
  steps: Steps;
  flags: Map<string, boolean>;
}

/** The same step with every way changed. */
export function redirected(step: Step, change: (target: Target) => Target): Step {
  switch (step.kind) {
    case "switch":
      return step;
    case "branch":
      return {
        ...step,
        arms: step.arms.map((arm) => ({ ...arm, go: change(arm.go) })),
        else: change(step.else),
      };
    case "run":
      return {
        ...step,
        go: change(step.go),
        ...(step.expired === undefined ? {} : { expired: change(step.expired) }),
      };
    case "ask":
      return {
        ...step,
        options: step.options.map((option) => ({ ...option, go: change(option.go) })),
        go: change(step.go),
        other: step.other === undefined ? undefined : change(step.other),
        timeout: step.timeout === null ? null : { ...step.timeout, go: change(step.timeout.go) },
      };
    default:
      return { ...step, go: change(step.go) };
  }
}

/** Every step a step leads to. */
export function targetsOf(step: Step): string[] {
  const found: string[] = [];
  redirected(step, (target) => {
    if (target !== null) found.push(target);
    return target;
  });
  return found;
}
