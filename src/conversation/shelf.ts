import type { Clock } from "../core/clock.ts";
import { LANGUAGES } from "../core/language.ts";
import type { Program } from "../flow/program.ts";
import type { Started } from "./heard.ts";
import type { Connection, Store } from "../store/connection.ts";
import { newestPublication, publications, publish, type Publisher } from "../store/publications.ts";
import { readProgram, storeProgram } from "../store/sessions.ts";

/** Programs by the normalised words that start them. */
type Keywords = ReadonlyMap<string, Program>;

/** Words of a keyword that more may follow. */
const LONGEST_KEYWORD = 4;

/** The programs at hand: the published ones, and older ones that conversations still stand in. */
export interface Shelf {
  /** A program that `fetch` or `refresh` put here. */
  program(hash: string): Program;
  /** The hash new conversations of a flow begin with; its draft's when drafts are tried and it has one. */
  current(flow: string, draft?: boolean): string;
  /** Every program in force. */
  published(): Program[];
  /** The flow that a message in its normalised form starts by its keyword, with what is written behind it. */
  startedBy(form: string, draft?: boolean): Started | null;
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
  let byKeyword: Keywords = new Map();
  let drafts = new Map<string, string>();
  let draftsByKeyword: Keywords = new Map();
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

  function keywordsOf(programs: Program[]): Keywords {
    return new Map(
      programs.flatMap((one) =>
        LANGUAGES.flatMap((language) =>
          one.keywords[language].map((word) => [normalise(word), one]),
        ),
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
    startedBy: (form, draft = false) => startedBy(form, draft ? draftsByKeyword : byKeyword),
    putDrafts,
    fetch,
    refresh,
  };
}

/** The flow of a keyword; of one that takes more, also with words behind it. */
function startedBy(form: string, keywords: Keywords): Started | null {
  const whole = keywords.get(form);
  if (whole !== undefined) return { flow: whole.flow, values: {} };
  const words = form.split(" ");
  for (let count = Math.min(words.length - 1, LONGEST_KEYWORD); count > 0; count--) {
    const found = keywords.get(words.slice(0, count).join(" "));
    if (found?.takes !== undefined) {
      const rest = words.slice(count).join(" ");
      return { flow: found.flow, values: { [found.takes]: { type: "text", text: rest } } };
    }
  }
  return null;
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
