import { z } from "zod";
import { ROLES } from "../core/authority.ts";
import { PURPOSES } from "../core/caller.ts";
import { LANGUAGES, type Language } from "../core/language.ts";
import { duration, slug, words } from "../flow/nodes.ts";
import { Source, type FileText, type Problem } from "../flow/source.ts";

/** Words of a person or on a phone: the same in every language, or by language (`es` where one is missing). */
const spoken = z.union([words, z.partialRecord(z.enum(LANGUAGES), words)]);
type Spoken = z.infer<typeof spoken>;

/** A value as `notation.ts` writes it; numbers of YAML are taken as they are written. */
const written = z.union([z.string(), z.number().transform(String)]);
const writtenValues = z.record(slug, written);

/** The same, and lists of words for the options of a question. */
const givenValues = z.record(slug, z.union([written, z.array(written)]));

/** `milk_report.ask_day`, with `.retry1`, `.nudge1`, `.left` … behind it; `phrases.left`. */
const key = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*(\.[a-z0-9_]+){1,2}$/,
    "write flow.node, for example milk_report.ask_day",
  );
const call = z
  .string()
  .regex(
    /^[a-z_]+\.[a-z_]+ -> [a-z_]+$/,
    "write action -> outcome, for example milk.take -> exists",
  );
const deed = z
  .string()
  .regex(/^[a-z_]+\.[a-z_]+ [a-z_]+$/, "write action outcome, for example milk.take exists");

/** What happens in a step; each step has exactly one. */
const deeds = {
  /** The person writes. */
  says: spoken.optional(),
  /** The person presses the button with this label. */
  presses: spoken.optional(),
  /** The person sends something without words. */
  sends: z
    .enum(["picture", "voice", "video", "document", "sticker", "contact", "location"])
    .optional(),
  /** The person writes several messages, and they arrive the other way round. */
  reorder: z.array(spoken).min(2).max(5).optional(),
  /** The messenger delivers the last message once more. */
  redeliver: z.literal(true).optional(),
  /** The service begins a flow of its own accord. */
  starts: z.union([slug, z.strictObject({ flow: slug, with: givenValues.default({}) })]).optional(),
  /** The next call of an action has this outcome; `fails` breaks it for one message. */
  service: call.optional(),
  /** Time passes; timers ring. */
  advance: duration.optional(),
  /** Time passes until the next timer of this conversation rings. */
  silence: z.literal(true).optional(),
  /** The service begins anew on what is stored. */
  restart: z.literal(true).optional(),
  /** A new version is published: these words of the flow files are replaced. */
  publish: z.record(z.string(), z.string()).optional(),
};

/** What is expected after a step; what is left out is not looked at. */
const expectations = {
  /** Names of the texts said, in their order. */
  hears: z.union([key, z.array(key)]).optional(),
  /** Values in the last text said. */
  with: writtenValues.optional(),
  /** Words the phone shows, anywhere in what came. */
  shows: spoken.optional(),
  /** Question that waits now, or `over`. */
  stands: z.union([z.literal("over"), key]).optional(),
  /** Variables now. */
  knows: writtenValues.optional(),
  /** Actions called, with their outcomes. */
  does: z.array(deed).optional(),
  /** Reasons of the tickets opened. */
  tickets: z.array(slug).optional(),
  /** Why a brake stopped the conversation. */
  stopped: slug.optional(),
  /** Answers kept so far by recorded flows, by node. */
  answers: writtenValues.optional(),
  /** The family's milk in force, by day: `12 L`, `12 L (7 L + 5 L)`. */
  milk: z.record(z.string(), written).optional(),
};

const step = z
  .strictObject({ ...deeds, gives: givenValues.optional(), ...expectations })
  .superRefine((value, issues) => {
    const done = deedsOf(value);
    if (done.length !== 1)
      issues.addIssue({
        code: "custom",
        message:
          done.length === 0
            ? `nothing happens in this step; write one of ${Object.keys(deeds).join(", ")}`
            : `${done.join(" and ")} stand in one step; make a step of each`,
      });
    else if (isHeard(value) && value.hears === undefined)
      issues.addIssue({ code: "custom", message: "say what is heard; hears: [] for nothing" });
    if (value.gives !== undefined && value.service === undefined)
      issues.addIssue({ code: "custom", message: "gives belongs to a step with service" });
  });

const person = z.strictObject({
  /** Nobody knows the phone yet. */
  unknown: z.literal(true).optional(),
  /** Known from a roster, and writes for the first time. */
  first_time: z.literal(true).optional(),
  name: words.optional(),
  /** Names of the others who use the same phone. */
  shares: z.array(words).min(1).optional(),
  /** What was agreed to; reports and reminders when left out. */
  agrees: z.array(z.enum(PURPOSES)).optional(),
  /** What the person is to others; a producer when left out. */
  roles: z.array(z.enum(ROLES)).optional(),
  cows: z.int().min(0).optional(),
  /** Litres of the days before, yesterday first. */
  history: z.array(z.number().min(0)).optional(),
});

const test = z.strictObject({
  name: words,
  /** Languages to talk in; all when left out. */
  languages: z.array(z.enum(LANGUAGES)).min(1).optional(),
  person: person.prefault({}),
  /** Lima day and hour at which it begins. */
  at: z
    .string()
    .regex(
      /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/,
      "write a day and an hour, for example 2026-11-23 07:00",
    )
    .default("2026-11-23 07:00"),
  talk: z.array(step).min(1),
});

const scriptFile = z.strictObject({ flow: slug, tests: z.array(test).min(1) });

export type Step = z.infer<typeof step>;
export type ScriptPerson = z.infer<typeof person>;

/** One conversation of a file, with the lines of its steps. */
export interface Script {
  file: string;
  flow: string;
  line: number;
  test: z.infer<typeof test>;
  stepLines: number[];
}

/** Reads `flows/<area>/<flow>.test.yaml`. */
export function readScript({ file, text }: FileText): { scripts: Script[]; problems: Problem[] } {
  const source = new Source(file, text);
  const data = source.data();
  const read = data === undefined ? null : source.read(scriptFile, data, [], "");
  const scripts = (read?.tests ?? []).map((one, index) => ({
    file,
    flow: read?.flow ?? "",
    line: source.line(["tests", index]),
    test: one,
    stepLines: one.talk.map((_step, at) => source.line(["tests", index, "talk", at])),
  }));
  return { scripts, problems: source.problems };
}

/** The words in a language; Spanish where that language has none of its own. */
export function spokenIn(said: Spoken, language: Language): string {
  return typeof said === "string"
    ? said
    : (said[language] ?? said.es ?? Object.values(said)[0] ?? "");
}

function deedsOf(value: Record<string, unknown>): string[] {
  return Object.keys(deeds).filter((name) => value[name] !== undefined);
}

function isHeard({ says, presses, sends, reorder }: Record<string, unknown>): boolean {
  return [says, presses, sends, reorder].some((one) => one !== undefined);
}
