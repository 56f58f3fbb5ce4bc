import type { Clock } from "../core/clock.ts";
import type { Program } from "../flow/program.ts";
import type { Connection, Store } from "../store/connection.ts";
import { readProgram, storeProgram } from "../store/sessions.ts";

/** The programs at hand: the current ones, and older ones that conversations still stand in. */
export interface Shelf {
  /** A program that `fetch` or `shelve` put here. */
  program(hash: string): Program;
  /** The hash new conversations of a flow begin with. */
  current(flow: string): string;
  /** Brings older programs from the database, so that `program` finds them. */
  fetch(connection: Connection, hashes: string[]): Promise<void>;
}

/** Stores the current programs and opens the shelf. */
export async function openShelf(store: Store, programs: Program[], clock: Clock): Promise<Shelf> {
  const byHash = new Map(programs.map((program) => [program.hash, program]));
  const byFlow = new Map(programs.map((program) => [program.flow, program.hash]));
  await store.transaction(async (tx) => {
    for (const program of programs) {
      await storeProgram(tx, program.hash, program.flow, JSON.stringify(program), clock.now());
    }
  });
  return {
    program(hash) {
      const program = byHash.get(hash);
      if (program === undefined)
        throw new Error("a conversation stands in a program that is not stored");
      return program;
    },
    current(flow) {
      const hash = byFlow.get(flow);
      if (hash === undefined) throw new Error(`no flow ${flow}`);
      return hash;
    },
    async fetch(connection, hashes) {
      for (const hash of hashes) {
        if (byHash.has(hash)) continue;
        const body = await readProgram(connection, hash);
        if (body !== null) byHash.set(hash, JSON.parse(body) as Program);
      }
    },
  };
}
