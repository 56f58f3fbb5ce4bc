import { countedOf, sampleOf } from "./ballot.ts";
import { eventsOf, headOf } from "./log.ts";
import { inclusionProof, leafHash, rootFromProof } from "./merkle.ts";

/** Shows to an auditor that a sheet is in a published log, without the log. */
export interface SheetProof {
  /** The event as it is written. */
  event: string;
  sheet: number;
  size: number;
  root: string;
  /** Hashes that lead from the sheet to the root, nearest first. */
  path: string[];
}

/** The proof that a sheet is among the first `size` events. Throws RangeError when it is not. */
export function proofOf(lines: readonly string[], sheet: number, size = lines.length): SheetProof {
  const first = lines.slice(0, size);
  const event = first[sheet];
  if (event === undefined || size > lines.length)
    throw new RangeError(`There is no sheet ${sheet}; the log has sheets 0 to ${size - 1}.`);
  const path = inclusionProof(first.map(leafHash), sheet);
  return { event, sheet, size, root: headOf(first).root, path };
}

/** True when the path leads from the event to the root; the root is then compared with a published head. */
export function isProof({ event, sheet, size, root, path }: SheetProof): boolean {
  return rootFromProof(leafHash(event), sheet, size, path) === root;
}

/** One voter of the committee's sample: the pseudonym, and the sheets of the log with its ballots. */
export interface Sampled {
  tag: string;
  sheets: number[];
  /** The sheet of the ballot that counts. */
  counted: number;
}

/** The committee's sample of those who voted, for a seed drawn in public after closing; the same for everybody. */
export function auditSample(lines: readonly string[], seed: string, count: number): Sampled[] {
  const ballots = eventsOf(lines, "ballot");
  const counted = countedOf(ballots);
  return sampleOf(counted.keys(), seed, count).map((tag) => ({
    tag,
    sheets: ballots.filter((ballot) => ballot.tag === tag).map(({ height }) => height),
    counted: counted.get(tag)?.height ?? -1,
  }));
}
