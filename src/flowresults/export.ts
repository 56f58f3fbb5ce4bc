import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { newSecret, sha256 } from "../core/ids.ts";
import type { Store } from "../store/connection.ts";
import { writeTable } from "../tables/tables.ts";
import {
  describePackage,
  DESCRIPTOR_FILE,
  ROWS_FILE,
  TABLE_FILE,
  uuidOf,
  type Described,
} from "./descriptor.ts";
import { earlierPackage, placeFiles } from "./folder.ts";
import { Questions } from "./questions.ts";
import { readAnswers, readVersions, type Period } from "./recorded.ts";
import { COLUMNS, rowOf, type Row } from "./rows.ts";

/** Characters of JSON that are gathered before they are written. */
const CHUNK = 65_536;

/** What to take out, and where to. */
export interface AnswersWanted extends Period {
  flow: string;
  /** Folder that is empty, not there yet, or holds an earlier package of the flow. */
  out: string;
  now: Date;
}

/** What a package holds. */
export interface Exported {
  answers: number;
  /** Conversations that began in the period, also those without an answer. */
  conversations: number;
  unfinished: number;
}

/**
 * Writes the answers of conversations that began in the period as a Flow Results package, or leaves the
 * folder as it was. Holds one page of conversations in memory.
 * @throws OperatorError when the flow keeps no answers or the folder is not free
 */
export async function exportAnswers(store: Store, wanted: AnswersWanted): Promise<Exported> {
  const { flow, out, now } = wanted;
  const versions = await readVersions(store, flow, wanted);
  const title = versions.findLast(({ used }) => used)?.program.title ?? flow;
  const earlier = await earlierPackage(out, flow);
  const questions = new Questions(versions);
  // The descriptor comes last: no data is ever called complete that is not.
  return placeFiles(out, [TABLE_FILE, ROWS_FILE, DESCRIPTOR_FILE], async (aside) => {
    const counted: Exported = { answers: 0, conversations: 0, unfinished: 0 };
    const written = await writeRows(aside, rowsOf(store, wanted, questions, counted));
    const described: Described = { flow, title, questions: questions.described(), ...written };
    const descriptor = describePackage(described, earlier, {
      id: uuidOf(sha256(newSecret())),
      now,
    });
    await writeFile(join(aside, DESCRIPTOR_FILE), `${JSON.stringify(descriptor, null, 2)}\n`, {
      flush: true,
    });
    return counted;
  });
}

async function* rowsOf(
  store: Store,
  wanted: AnswersWanted,
  questions: Questions,
  counted: Exported,
): AsyncGenerator<Row> {
  let run = "";
  for await (const answer of readAnswers(store, wanted.flow, wanted)) {
    if (answer.run !== run) {
      run = answer.run;
      counted.conversations += 1;
      if (answer.ended_at === null) counted.unfinished += 1;
    }
    const { node, value, at } = answer;
    if (node === null || value === null || at === null) continue;
    counted.answers += 1;
    yield rowOf(wanted.flow, { ...answer, node, value, at }, questions);
  }
}

/** Writes both files in one go over the rows; size and hash of the JSON file. */
async function writeRows(
  folder: string,
  rows: AsyncIterable<Row>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  let waiting = "";
  const json = await open(join(folder, ROWS_FILE), "w");
  async function flush(): Promise<void> {
    const chunk = Buffer.from(waiting);
    waiting = "";
    hash.update(chunk);
    bytes += chunk.length;
    await json.writeFile(chunk);
  }
  async function* passing(): AsyncGenerator<Row["cells"]> {
    let before = "[\n";
    for await (const row of rows) {
      waiting += before + row.json;
      before = ",\n";
      if (waiting.length > CHUNK) await flush();
      yield row.cells;
    }
    waiting += before === "[\n" ? "[]\n" : "\n]\n";
  }
  try {
    const table = createWriteStream(join(folder, TABLE_FILE), { flush: true });
    await writeTable({ columns: COLUMNS, rows: passing() }, "csv", table);
    table.end();
    await finished(table);
    await flush();
    await json.sync();
  } finally {
    await json.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}
