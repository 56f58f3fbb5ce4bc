import type { Clock } from "../core/clock.ts";
import { LANGUAGES } from "../core/language.ts";
import type { Program } from "../flow/program.ts";
import type { Connection, Store } from "../store/connection.ts";
import { newestPublication, publications, publish, type Publisher } from "../store/publications.ts";
import { readProgram } from "../store/sessions.ts";

/** The programs at hand: the published ones, and older ones that conversations still stand in. */
export interface Shelf {
  /** A program that `fetch` or `refresh` put here. */
  program(hash: string): Program;
  /** The hash new conversations of a flow begin with. */
  current(flow: string): string;
  /** Every program in force. */
  published(): Program[];
  /** The flow that a whole message starts by its keyword, in its normalised form. */
  startedBy(form: string): string | null;
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
      byKeyword = new Map(
        published.flatMap((one) =>
          LANGUAGES.flatMap((language) =>
            program(one.program).keywords[language].map((word) => [normalise(word), one.flow]),
          ),
        ),
      );
      newest = latest;
      return true;
    });
  }

  await refresh();
  return {
    program,
    current(flow) {
      const hash = byFlow.get(flow);
      if (hash === undefined) throw new Error(`no flow ${flow} is published`);
      return hash;
    },
    published: () => [...byFlow.values()].map(program),
    startedBy: (form) => byKeyword.get(form) ?? null,
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
