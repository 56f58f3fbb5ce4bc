import type { Clock } from "../core/clock.ts";
import { LANGUAGES } from "../core/language.ts";
import type { Program } from "../flow/program.ts";
import type { Connection, Store } from "../store/connection.ts";
import { newestPublication, publications, publish, type Publisher } from "../store/publications.ts";
import { readProgram, storeProgram } from "../store/sessions.ts";

/** The programs at hand: the published ones, and older ones that conversations still stand in. */
export interface Shelf {
  /** A program that `fetch` or `refresh` put here. */
  program(hash: string): Program;
  /** The hash new conversations of a flow begin with; its draft's when drafts are tried and it has one. */
  current(flow: string, draft?: boolean): string;
  /** Every program in force. */
  published(): Program[];
  /** The flow that a whole message starts by its keyword, in its normalised form. */
  startedBy(form: string, draft?: boolean): string | null;
  /** Takes on programs that may be tried before they are published; the flows that differ from what is in force. */
  putDrafts(programs: Program[], now: Date): Promise<string[]>;
  /** Brings older programs from the database, so that `program` finds them. */
  fetch(connection: Connection, hashes: string[]): Promise<void>;
  /** Takes on what was published since the last look; true when something was. */
  refresh(): Promise<boolean>;
}

/**
 * Opens the shelf on what is published.
 * @param normalise the form under which two words are the same
 */
export async function openShelf(store: Store, normalise: (text: string) => string): Promise<Shelf> {
  const byHash = new Map<string, Program>();
  let byFlow = new Map<string, string>();
  let byKeyword = new Map<string, string>();
  let drafts = new Map<string, string>();
  let draftsByKeyword = new Map<string, string>();
  let newest: string | null = null;

  async function fetch(connection: Connection, hashes: string[]): Promise<void> {
    for (const hash of hashes) {
      if (byHash.has(hash)) continue;
      const body = await readProgram(connection, hash);
      if (body !== null) byHash.set(hash, JSON.parse(body) as Program);
    }
  }

  function program(hash: string): Program {
    const found = byHash.get(hash);
    if (found === undefined)
      throw new Error("a conversation stands in a program that is not stored");
    return found;
  }

  async function refresh(): Promise<boolean> {
    return store.read(async (connection) => {
      const latest = await newestPublication(connection);
      if (latest === newest) return false;
      const published = await publications(connection);
      await fetch(
        connection,
        published.map((one) => one.program),
      );
      byFlow = new Map(published.map((one) => [one.flow, one.program]));
      byKeyword = keywordsOf(published.map((one) => program(one.program)));
      newest = latest;
      return true;
    });
  }

  function keywordsOf(programs: Program[]): Map<string, string> {
    return new Map(
      programs.flatMap(({ keywords, flow }) =>
        LANGUAGES.flatMap((language) => keywords[language].map((word) => [normalise(word), flow])),
      ),
    );
  }

  async function putDrafts(programs: Program[], now: Date): Promise<string[]> {
    const changed = programs.filter(({ flow, hash }) => byFlow.get(flow) !== hash);
    await store.transaction(async (tx) => {
      for (const one of changed)
        await storeProgram(tx, one.hash, one.flow, JSON.stringify(one), now);
    });
    for (const one of changed) byHash.set(one.hash, one);
    drafts = new Map(programs.map(({ flow, hash }) => [flow, hash]));
    draftsByKeyword = keywordsOf(programs);
    return changed.map(({ flow }) => flow);
  }

  await refresh();
  return {
    program,
    current(flow, draft = false) {
      const hash = (draft ? drafts.get(flow) : undefined) ?? byFlow.get(flow);
      if (hash === undefined) throw new Error(`no flow ${flow} is published`);
      return hash;
    },
    published: () => [...byFlow.values()].map(program),
    startedBy: (form, draft = false) => (draft ? draftsByKeyword : byKeyword).get(form) ?? null,
    putDrafts,
    fetch,
    refresh,
  };
}

/** Puts programs in force for new conversations, in one step; the flows whose version changed. */
export function publishPrograms(
  store: Store,
  programs: Program[],
  publisher: Publisher,
  clock: Clock,
): Promise<string[]> {
  const bodies = programs.map((program) => ({
    flow: program.flow,
    hash: program.hash,
    body: JSON.stringify(program),
  }));
  return store.transaction((tx) => publish(tx, bodies, publisher, clock.now()));
}
