import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Action } from "../core/action.ts";
import { OperatorError } from "../core/errors.ts";
import { LANGUAGES, type Language } from "../core/language.ts";
import type { FlowSources } from "../flow/compile.ts";
import type { Program } from "../flow/program.ts";
import { writeProblem, type Problem } from "../flow/source.ts";
import { compileSources, readLexicon, readScripts, readSources } from "../library.ts";
import type { RegularTask } from "../core/task.ts";
import type { Connection, Store } from "../store/connection.ts";
import { openStore } from "../store/open.ts";
import { Coverage, type FlowCoverage } from "./coverage.ts";
import { play, type Performance, type Rehearsal } from "./play.ts";
import { readScript, type Script } from "./script.ts";
import { makeServices } from "./services.ts";
import { openStage } from "./stage.ts";

export interface RehearsalSettings {
  /** Folder of the product. */
  root: string;
  /** Folder whose flows and tests are played; flows it does not have come from the product. */
  folder: string;
  actions: ReadonlyMap<string, Action<Connection>>;
  /** What runs regularly while time passes; nothing when left out. */
  tasks?: readonly RegularTask<Store>[];
  /** Flows whose tests are played; all when empty. */
  flows: string[];
  languages: readonly Language[];
  /** Told of each conversation as soon as it is over. */
  played?: (performance: Performance) => void;
}

/** How a rehearsal went. */
export interface Outcome {
  performances: Performance[];
  /** Of the flows whose tests were played, or of all. */
  coverage: FlowCoverage[];
  /** Faults of flow files and of test files; with an error nothing was played. */
  problems: Problem[];
}

/** Plays the conversation tests of a folder on a database of their own, each in every language. */
export async function rehearse(settings: RehearsalSettings): Promise<Outcome> {
  const { root, folder, actions, languages } = settings;
  const read = readScripts(folder).map(readScript);
  const scripts = read.flatMap((one) => one.scripts).filter(wanted(settings.flows));
  const compiled = programsOf(settings);
  const problems = [...compiled.problems, ...read.flatMap((one) => one.problems)];
  // Flows that are refused would only look as if they were not there.
  if (!problems.some(({ severity }) => severity === "error"))
    problems.push(...strangers(scripts, compiled.programs));
  if (problems.some((problem) => problem.severity === "error"))
    return { performances: [], coverage: [], problems };

  const data = mkdtempSync(join(tmpdir(), "kallpanchis-rehearsal-"));
  const store = await openStore(`file:${join(data, "rehearsal.db")}`, join(root, "prisma"));
  try {
    const services = makeServices(actions);
    const now = new Date(0);
    const { tasks } = settings;
    const stage = await openStage({ store, root, actions: services.actions, tasks, now });
    const coverage = new Coverage();
    const publishFiles = async (): Promise<void> => {
      await stage.publish(compiled.programs, { by: "rehearsal", note: null });
    };
    const rehearsal: Rehearsal = {
      stage,
      services,
      publishFiles,
      async publishChanged(replaced) {
        const { programs } = programsOf(settings, replaced);
        await stage.publish(programs, { by: "rehearsal", note: "words replaced" });
      },
    };
    await publishFiles();
    const performances: Performance[] = [];
    for (const script of scripts)
      for (const language of (script.test.languages ?? LANGUAGES).filter(among(languages))) {
        const performance = await play(rehearsal, script, language);
        for (const { traces } of performance.scenes) traces.forEach((one) => coverage.note(one));
        performances.push(performance);
        settings.played?.(performance);
      }
    const covered = compiled.programs.filter(wanted(settings.flows));
    return { performances, coverage: covered.map((one) => coverage.of(one)), problems };
  } finally {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  }
}

/** The programs of the folder, and those of the product that it does not have. */
function programsOf(
  { root, folder, actions }: RehearsalSettings,
  replaced: Record<string, string> = {},
): { programs: Program[]; problems: Problem[] } {
  const lexicon = readLexicon(root);
  const own = withReplaced(readSources(folder), replaced);
  const sources = folder === root ? own : beside(own, readSources(root));
  const { programs, problems } = compileSources(sources, actions, lexicon);
  if (programs.length === 0 && Object.keys(replaced).length > 0)
    throw new OperatorError(
      `With the words of "publish" the flows cannot be used:\n${problems.map(writeProblem).join("\n")}`,
    );
  return { programs, problems };
}

/** A folder's files, with those of the product for every flow that the folder does not have. */
function beside(own: FlowSources, product: FlowSources): FlowSources {
  const names = new Set(own.flows.map(({ text }) => nameIn(text)));
  return {
    flows: [...own.flows, ...product.flows.filter(({ text }) => !names.has(nameIn(text)))],
    locales: [...own.locales, ...product.locales],
  };
}

/** The flow a file is of, as its head says. */
function nameIn(text: string): string {
  return /^flow:\s*(\w+)/m.exec(text)?.[1] ?? "";
}

function withReplaced(sources: FlowSources, replaced: Record<string, string>): FlowSources {
  const flows = sources.flows.map(({ file, text }) => ({
    file,
    text: Object.entries(replaced).reduce(
      (changed, [old, fresh]) => changed.replaceAll(old, fresh),
      text,
    ),
  }));
  for (const old of Object.keys(replaced))
    if (!sources.flows.some(({ text }) => text.includes(old)))
      throw new OperatorError(`No flow file has the words "${old}" that a "publish" replaces.`);
  return { ...sources, flows };
}

/** Tests about flows that do not exist. */
function strangers(scripts: Script[], programs: Program[]): Problem[] {
  const flows = new Set(programs.map((program) => program.flow));
  return scripts
    .filter((script) => programs.length > 0 && !flows.has(script.flow))
    .map(({ file, flow }) => ({
      file,
      line: 1,
      where: "flow",
      message: `there is no flow "${flow}"; correct its name`,
      severity: "error" as const,
    }));
}

function wanted(flows: string[]): (one: { flow: string }) => boolean {
  return ({ flow }) => flows.length === 0 || flows.includes(flow);
}

function among<T>(list: readonly T[]): (one: T) => boolean {
  return (one) => list.includes(one);
}
