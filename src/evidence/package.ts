import { type Bought, requireAgreement } from "../counting/agreement.ts";
import type { Ballot } from "../counting/election.ts";
import { BALLOTS, writeBallots } from "./ballots-file.ts";
import { canonical, hashOf } from "./canonical.ts";
import type { TreeHead } from "./log.ts";
import { type FrozenRules, writeRules } from "./rules.ts";
import type { Turnout } from "./turnout.ts";

/** A head as it was published: when (UTC) and where, in words. */
export interface PublishedHead extends TreeHead {
  at: string;
  where: string;
}

/** What both programs of counting put out, and the seed of the lot that broke their last ties. */
export interface PublishedResult {
  seed: string | null;
  first: Bought[];
  second: Bought[];
  /** Project ids in the order of purchase. */
  winners: string[];
  cost: bigint;
  moneyLeft: bigint;
}

/** The names of a package's files. */
export const FILES = {
  rules: "rules.json",
  ballots: BALLOTS,
  log: "log.jsonl",
  heads: "heads.json",
  result: "result.json",
  turnout: "turnout.json",
  manifest: "manifest.json",
} as const;

/** Groups smaller than this are shown together with others. */
export const LEAST_SHOWN = 10;

/** The published ballots and result, whose hashes go into the log by a "result" event before it is closed. */
export function writeResult(
  rules: FrozenRules,
  ballots: readonly Ballot[],
  result: PublishedResult,
): { ballots: string; result: string; hashes: { ballots: string; result: string } } {
  requireAgreement(result.first, result.second);
  const written = {
    ballots: writeBallots(rules, ballots, result.winners),
    result: canonical({
      ...result,
      first: result.first.map((bought) => ({ ...bought })),
      second: result.second.map((bought) => ({ ...bought })),
    }),
  };
  return {
    ...written,
    hashes: { ballots: hashOf(written.ballots), result: hashOf(written.result) },
  };
}

/** What a package is made of. */
export interface PackageParts {
  rules: FrozenRules;
  /** From writeResult. */
  ballots: string;
  result: string;
  /** All events as they are written, the "result" event among them. */
  log: readonly string[];
  /** Every head that was published, the last one over the whole log. */
  heads: readonly PublishedHead[];
  /** By community, small ones merged already (mergeSmall). */
  turnout: readonly Turnout[];
  /** Files that go along unchecked but for their hash: the verifier, a text that says how to use it. */
  extras: ReadonlyMap<string, string>;
}

/** The files of a public package by name: everything an outsider needs to count and check again. */
export function packageFiles(parts: PackageParts): Map<string, string> {
  const small = parts.turnout.find(({ voted }) => voted < LEAST_SHOWN);
  if (small !== undefined && parts.turnout.length > 1)
    throw new Error(
      `Only ${small.voted} voted in group "${small.group}": merge it before publishing.`,
    );
  const files = new Map<string, string>([
    [FILES.rules, writeRules(parts.rules)],
    [FILES.ballots, parts.ballots],
    [FILES.log, parts.log.map((line) => `${line}\n`).join("")],
    [FILES.heads, canonical(parts.heads.map((head) => ({ ...head })))],
    [FILES.result, parts.result],
    [FILES.turnout, canonical(parts.turnout.map((group) => ({ ...group })))],
    ...parts.extras,
  ]);
  const hashes = [...files].map(([name, text]) => [name, hashOf(text)] as const);
  files.set(
    FILES.manifest,
    canonical({ format: "kallpanchis-vote/1", files: Object.fromEntries(hashes) }),
  );
  return files;
}
