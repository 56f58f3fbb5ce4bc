import { recountPurchases, writePurchases } from "../../src/counting/agreement.ts";
import { approve } from "../../src/counting/ballots.ts";
import { count } from "../../src/counting/first/count.ts";
import { type OpenedBallot, commitmentOf, countedOf, tagOf } from "../../src/evidence/ballot.ts";
import { hashOf } from "../../src/evidence/canonical.ts";
import { type BallotBody, eventsOf, headOf, nextEvent } from "../../src/evidence/log.ts";
import {
  type PublishedHead,
  type PublishedResult,
  packageFiles,
  writeResult,
} from "../../src/evidence/package.ts";
import {
  type FrozenRules,
  type RollEntry,
  emptyElection,
  rulesHash,
  writeRoll,
} from "../../src/evidence/rules.ts";
import { mergeSmall } from "../../src/evidence/turnout.ts";
import { mes } from "../counting/elections.ts";

const KEY = "the key of the pseudonyms";

export const rules: FrozenRules = {
  election: "anta-2027",
  title: "Presupuesto participativo de Anta 2027; primera vuelta",
  mode: "consultivo",
  ordinance: "012-2026-MPA",
  opensAt: "2027-03-01T13:00:00.000Z",
  closesAt: "2027-03-08T23:00:00.000Z",
  budget: 2_000_000n,
  unit: 100n,
  projects: [
    { id: "1", name: "Canal de Huarocondo", cost: 900_050n },
    { id: "2", name: 'Reservorio "Yanacocha"; etapa II', cost: 700_000n },
    { id: "3", name: "Semilla de papa", cost: 400_000n },
    { id: "4", name: "Cobertizos para cuyes", cost: 300_000n },
    { id: "5", name: "Camino a Chacán", cost: 1_100_000n },
  ],
  ballot: { kind: "approval", most: 3, points: null },
  rule: { ...mes, ties: ["minCost", "maxVotes", "lot"], completion: "add1u" },
};

export const roll: RollEntry[] = Array.from({ length: 60 }, (_, index) => ({
  voter: `F-${index + 1}`,
  community: ["Huarocondo", "Chacán", "Equeco"][index % 3] ?? "",
  holders: [`Titular ${index + 1}`],
}));

/** A vote that has come to its end: what is published, and what the committee keeps. */
export interface Vote {
  log: string[];
  heads: PublishedHead[];
  opened: OpenedBallot[];
  files: Map<string, string>;
}

/** What a test may have done differently. */
export interface Twist {
  /** Changes the rules that are frozen into the log. */
  rules?: FrozenRules;
  extras?: Map<string, string>;
}

/**
 * Fifty of sixty families vote: every fifth changes its vote, one votes on paper and then by chat; the officer pauses
 * once. The head is published half way and at the end.
 */
export function holdVote(twist: Twist = {}): Vote {
  const frozen = twist.rules ?? rules;
  const log: string[] = [];
  const opened: OpenedBallot[] = [];
  const heads: PublishedHead[] = [];
  const add: (...event: [string, Record<string, string | number>]) => void = (type, body) =>
    void log.push(nextEvent(log.at(-1) ?? null, type, body));
  const publish = (at: string, where: string): void =>
    void heads.push({ ...headOf(log), at, where });
  const vote = (index: number, projects: string, hour: string, way: BallotBody["way"]): void => {
    const entry = roll[index];
    if (entry === undefined) throw new Error(`There is no family ${index}.`);
    const tag = tagOf(KEY, frozen.election, entry.voter);
    const seq = opened.filter((ballot) => ballot.tag === tag).length + 1;
    const ballot = {
      ...approve(
        projects.split(" ").filter((id) => id !== ""),
        entry.community,
      ),
      election: frozen.election,
      tag,
      seq,
      nonce: hashOf(`${entry.voter} ${seq}`).slice(0, 32),
    };
    opened.push(ballot);
    add("ballot", { tag, seq, commitment: commitmentOf(ballot), hour, way });
  };
  add("rules", { hash: rulesHash(frozen) });
  add("roll", { hash: hashOf(writeRoll(roll)), voters: roll.length });
  add("opened", { at: frozen.opensAt });
  for (let index = 0; index < 50; index += 1) {
    const wishes = ["1 2", "2 3 4", "3", "4 5 1", "", "1"][index % 6] ?? "";
    vote(index, wishes, "2027-03-02T15", index % 7 === 0 ? "assisted" : "chat");
    if (index % 5 === 0) vote(index, "2 3", "2027-03-04T20", "chat");
    if (index === 25) {
      add("act", { by: "officer", text: "Pausa: sin señal en Chacán" });
      publish("2027-03-05T01:00:00.000Z", "canal de Telegram, afiche en la municipalidad");
    }
  }
  vote(7, "4", "2027-03-06T14", "paper");
  vote(7, "1", "2027-03-07T14", "chat");
  add("closed", { at: frozen.closesAt });
  add("lot", { seed: "acta-2027-03-14|84512" });
  const counted = countedOf(eventsOf(log, "ballot"));
  const ballots = opened.filter(({ tag, seq }) => counted.get(tag)?.seq === seq);
  const election = { ...emptyElection(frozen), ballots };
  const rule = { ...frozen.rule, seed: "acta-2027-03-14|84512" };
  const outcome = count(election, rule);
  const result: PublishedResult = {
    seed: rule.seed,
    first: writePurchases(outcome),
    second: recountPurchases(election, rule),
    winners: outcome.winners,
    cost: outcome.cost,
    moneyLeft: outcome.moneyLeft,
  };
  const written = writeResult(frozen, ballots, result);
  add("result", written.hashes);
  publish("2027-03-14T17:00:00.000Z", "acta");
  const turnout = mergeSmall(
    ["Huarocondo", "Chacán", "Equeco"].map((group) => ({
      group,
      voters: roll.filter(({ community }) => community === group).length,
      voted: ballots.filter(({ community }) => community === group).length,
    })),
    10,
  );
  const files = packageFiles({
    rules: frozen,
    ballots: written.ballots,
    result: written.result,
    log,
    heads,
    turnout,
    extras: twist.extras ?? new Map(),
  });
  return { log, heads, opened, files };
}
