import { createHmac } from "node:crypto";
import type { Ballot, Choice } from "../counting/election.ts";
import { canonical, hashOf } from "./canonical.ts";
import { type BallotBody, eventsOf } from "./log.ts";

/** A ballot as the committee keeps it, sealed: what the log's commitment was made of. */
export interface OpenedBallot {
  election: string;
  tag: string;
  seq: number;
  /** 16 random bytes in hex. */
  nonce: string;
  choices: readonly Choice[];
  community: string | null;
}

/** The pseudonym of a voter in one election; who has not the key cannot tell whose it is. */
export function tagOf(key: string | Uint8Array, election: string, voter: string): string {
  return createHmac("sha256", key).update(`${election}|${voter}`).digest("hex").slice(0, 24);
}

/** What fixes a ballot's content without telling it: SHA-256 of the canonical choices, election, nonce and tag. */
export function commitmentOf({
  election,
  tag,
  nonce,
  choices,
}: Pick<OpenedBallot, "election" | "tag" | "nonce" | "choices">): string {
  const marks = choices.map(({ project, points }) => [project, points] as const);
  marks.sort(([one], [other]) => (one < other ? -1 : 1));
  return hashOf(canonical({ c: marks, e: election, n: nonce, t: tag }));
}

/**
 * What a voter is given: eight digits from the commitment and the sheet's number, "04-58-99-68" on sheet 1234. It proves
 * that a ballot was received, not what it says; two ballots may share digits, so they always go with the sheet.
 */
export function receiptOf(commitment: string): string {
  const digits = String(BigInt(`0x${commitment}`) % 100_000_000n).padStart(8, "0");
  return digits.replace(/(..)(?=.)/g, "$1-");
}

/** What became of the ballot on a sheet: counted, replaced by a later one, or not on it with these digits. */
export function statusOf(
  lines: readonly string[],
  sheet: number,
  receipt: string,
): "counted" | "replaced" | "unknown" {
  const plain = receipt.replace(/\D/g, "");
  const ballots = eventsOf(lines, "ballot");
  const ballot = ballots.find(({ height }) => height === sheet);
  if (ballot === undefined || receiptOf(ballot.commitment).replaceAll("-", "") !== plain)
    return "unknown";
  return countedOf(ballots).get(ballot.tag)?.height === sheet ? "counted" : "replaced";
}

/** The ballot that counts for each tag: the last on paper where there is one, else the last. */
export function countedOf<One extends BallotBody>(ballots: readonly One[]): Map<string, One> {
  const counted = new Map<string, One>();
  for (const ballot of ballots) {
    const before = counted.get(ballot.tag);
    if (before === undefined || ballot.way === "paper" || before.way !== "paper")
      counted.set(ballot.tag, ballot);
  }
  return counted;
}

/**
 * Ballots in the order of their content, which tells nothing of when or by whom they were cast: the published order.
 */
export function shuffled(ballots: readonly Ballot[]): Ballot[] {
  const written = ballots.map((ballot) => {
    const choices = [...ballot.choices].sort((one, other) => {
      if (one.points !== other.points) return one.points > other.points ? -1 : 1;
      return one.project < other.project ? -1 : 1;
    });
    const text = canonical([
      ballot.community,
      choices.map(({ project, points }) => [project, points] as const),
    ]);
    return { text, ballot: { choices, community: ballot.community } };
  });
  written.sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0));
  return written.map(({ ballot }) => ballot);
}

/**
 * The committee's random sample: tags in the order of SHA-256(seed, line feed, tag), as many as asked for. The seed is
 * drawn in public after closing, so that nobody could know the sample before; anybody can draw it again.
 */
export function sampleOf(tags: Iterable<string>, seed: string, count: number): string[] {
  return [...new Set(tags)]
    .map((tag) => ({ tag, place: hashOf(`${seed}\n${tag}`) }))
    .sort((one, other) => (one.place < other.place ? -1 : 1))
    .slice(0, count)
    .map(({ tag }) => tag);
}
