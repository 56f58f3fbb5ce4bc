import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { publishPrograms, type Shelf } from "./conversation/shelf.ts";
import type { Action } from "./core/action.ts";
import type { Clock } from "./core/clock.ts";
import { OperatorError } from "./core/errors.ts";
import type { Program } from "./flow/program.ts";
import { writeProblem } from "./flow/source.ts";
import { compileFlows } from "./library.ts";
import type { Logger } from "./log.ts";
import type { Connection, Store } from "./store/connection.ts";
import type { Lexicon } from "./understanding/lexicon.ts";

/** What flows are released with. */
export interface ReleaseTools {
  store: Store;
  shelf: Shelf;
  clock: Clock;
  log: Logger;
  /** Folder that holds flows and locales. */
  root: string;
  actions: ReadonlyMap<string, Action<Connection>>;
  lexicon: Lexicon;
}

/** Editors save a file in several steps; this long after the last one it is read. */
const SETTLED_MS = 200;

/**
 * Publishes the flows of the files when none are published yet, or always when they are watched; else
 * only flows never published that this version begins of its own accord. Faulty files are refused as a whole, and what is published stays in force.
 * @returns flows whose files differ from what is published
 * @throws OperatorError when nothing usable is published
 */
export async function releaseAtStart(
  tools: ReleaseTools,
  published: Program[],
  watched: boolean,
): Promise<string[]> {
  const { programs, problems } = compileFlows(tools.root, tools.actions, tools.lexicon);
  if (programs.length === 0) {
    const lines = problems.map(writeProblem);
    if (published.length === 0)
      throw new OperatorError(`The flows cannot be used:\n${lines.join("\n")}`);
    tools.log.error(
      { problems: lines },
      "the files of the flows are refused; what is published stays",
    );
  }
  const inForce =
    programs.length === 0
      ? published
      : published.length === 0 || watched
        ? programs
        : [...published, ...begunByService(programs, published)];
  for (const program of inForce) refuseForeignCalls(program, tools.actions);
  if (inForce !== published) await put(tools, inForce, "start");
  const hashes = new Set(inForce.map((program) => program.hash));
  return programs.filter((program) => !hashes.has(program.hash)).map((program) => program.flow);
}

/**
 * Flows of the files that were never published and that no words and no other flow lead to: those the
 * service begins itself, with what they run. A release that brings them needs them at once.
 */
function begunByService(programs: Program[], published: Program[]): Program[] {
  const known = new Set(published.map(({ flow }) => flow));
  const unseen = new Map(
    programs.filter(({ flow }) => !known.has(flow)).map((program) => [program.flow, program]),
  );
  const led = new Set(programs.flatMap(flowsRunBy));
  const needed = [...unseen.values()].filter(
    ({ flow, keywords }) =>
      !led.has(flow) && Object.values(keywords).every((words) => words.length === 0),
  );
  // Grows while it is walked: what is run is needed too.
  for (const program of needed)
    for (const flow of flowsRunBy(program)) {
      const run = unseen.get(flow);
      if (run !== undefined && !needed.includes(run)) needed.push(run);
    }
  return needed;
}

function flowsRunBy({ nodes }: Program): string[] {
  return Object.values(nodes).flatMap((node) =>
    "run" in node ? [node.run] : "switch" in node ? [node.switch] : [],
  );
}

/** A version published for another release may call what this one no longer has, or know fewer outcomes. */
function refuseForeignCalls(program: Program, actions: ReleaseTools["actions"]): void {
  for (const [slug, node] of Object.entries(program.nodes)) {
    if (!("call" in node)) continue;
    const action = actions.get(node.call);
    const unrouted = action?.outcomes.find((outcome) => !Object.hasOwn(node.on, outcome));
    if (action !== undefined && unrouted === undefined) continue;
    const fault =
      unrouted === undefined
        ? `calls ${node.call} (node ${slug}), which this version does not have`
        : `does not say what follows when ${node.call} gives ${unrouted} (node ${slug})`;
    throw new OperatorError(
      `The published flow ${program.flow} ${fault}. ` +
        "Publish the flows of this version: npx kallpanchis flows publish",
    );
  }
}

/** Does the work after each change of flows or locales under `root`, one at a time; ends with the function returned. */
export function watchFolders(root: string, work: () => Promise<void>): () => Promise<void> {
  let timer: NodeJS.Timeout | null = null;
  let current: Promise<void> = Promise.resolve();
  const changed = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      current = current.then(work);
    }, SETTLED_MS);
  };
  const watchers = ["flows", "locales"]
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .map((folder) => watch(folder, { recursive: true }, changed));
  return async () => {
    for (const watcher of watchers) watcher.close();
    if (timer !== null) clearTimeout(timer);
    await current;
  };
}

/** Publishes what the files hold now; faulty files are refused as a whole, and what is published stays. */
export async function publishFiles(tools: ReleaseTools): Promise<void> {
  try {
    const { programs, problems } = compileFlows(tools.root, tools.actions, tools.lexicon);
    if (programs.length > 0) await put(tools, programs, "watch");
    else
      tools.log.error(
        { problems: problems.map(writeProblem) },
        "the changed files are refused; what is published stays",
      );
  } catch (error) {
    tools.log.error(
      { failure: error instanceof Error ? error.name : "unknown" },
      "the changed files could not be read",
    );
  }
}

async function put(tools: ReleaseTools, programs: Program[], by: string): Promise<void> {
  const flows = await publishPrograms(tools.store, programs, { by, note: null }, tools.clock);
  await tools.shelf.refresh();
  if (flows.length > 0) tools.log.info({ flows, by }, "flows published");
}
