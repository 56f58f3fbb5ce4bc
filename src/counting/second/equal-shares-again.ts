import type { Election, EqualSharesRule } from "../election.ts";
import { buyInOrder } from "./ordered.ts";
import type { Line, Sheet } from "./precedence.ts";
import { type Rounds, buyInRounds } from "./purchase-rounds.ts";

/** Equal Shares with its completion and comparison, from the definitions. */
export function shareEqually(election: Election, rule: EqualSharesRule, sheets: Sheet[]): Line[] {
  const grows = ["add1", "add1e", "add1u", "add1eu"].includes(rule.completion);
  const fills = ["util", "add1u", "add1eu"].includes(rule.completion);
  const byVotes = (some: readonly Sheet[], money: bigint): Line[] =>
    buyInOrder(some, ({ support }) => support, money, rule, "skip");
  if (grows && total(sheets) <= election.budget) return byVotes(sheets, election.budget);
  const table = setTable(election, rule);
  const rounds = grows
    ? growShares(table, election, rule, sheets)
    : hold(table, rule, sheets, 0n, null);
  let lines = rounds?.lines ?? [];
  if (fills) {
    const rest = sheets.filter(({ id }) => lines.every(({ project }) => project !== id));
    lines = [...lines, ...byVotes(rest, election.budget - total(lines))];
  }
  if (!rule.compare) return lines;
  const other = byVotes(sheets, election.budget);
  const happier = election.ballots.reduce((balance, { choices }) => {
    const mine = choices.filter(({ project }) => lines.some((line) => line.project === project));
    const theirs = choices.filter(({ project }) => other.some((line) => line.project === project));
    return balance + (theirs.length > mine.length ? 1 : theirs.length < mine.length ? -1 : 0);
  }, 0);
  return happier > 0 ? other : lines;
}

function total(things: readonly { cost: bigint }[]): bigint {
  return things.reduce((sum, { cost }) => sum + cost, 0n);
}

/** Raises the shares step by step; the last result that the budget can pay stands. */
function growShares(
  table: Table,
  election: Election,
  rule: EqualSharesRule,
  sheets: Sheet[],
): Rounds | null {
  const growing = new Set(
    table.seats.filter(({ raise }) => raise > 0n).flatMap(({ wants }) => [...wants.keys()]),
  );
  let best = hold(table, rule, sheets, 0n, null);
  for (let step = 1n; best !== null; step += 1n) {
    const { lines, cost } = best;
    const open = sheets.filter(({ id }) => lines.every(({ project }) => project !== id));
    // Once nobody whose share grows waits for anything, growing further is in vain.
    if (!open.some(({ id }) => growing.has(id))) return best;
    const fits = open.some((sheet) => cost + sheet.cost <= election.budget);
    if (rule.completion.startsWith("add1e") && !fits) return best;
    const next = hold(table, rule, sheets, step, election.budget);
    if (next === null) return best;
    best = next;
  }
  return best;
}

/** Equal ballots before anything is spent: what each voter starts with, and what a raise adds, in parts. */
interface Seat {
  heads: bigint;
  wants: ReadonlyMap<string, bigint>;
  start: bigint;
  raise: bigint;
}

/** The voters around the table, and how many parts make one smallest unit of money. */
interface Table {
  seats: Seat[];
  scale: bigint;
}

/** One count with shares raised `step` times; null where it spends more than `limit`. */
function hold(
  { seats, scale }: Table,
  rule: EqualSharesRule,
  sheets: Sheet[],
  step: bigint,
  limit: bigint | null,
): Rounds | null {
  const households = seats.map(({ heads, wants, start, raise }) => ({
    heads,
    wants,
    money: start + step * raise,
  }));
  return buyInRounds(sheets, households, scale, rule, limit);
}

function setTable(election: Election, rule: EqualSharesRule): Table {
  const voters = BigInt(election.ballots.length);
  const { shares } = rule;
  // Without parts by community all voters are neighbours, and their part is the whole.
  const homeOf = (community: string | null): string => (shares === null ? "" : (community ?? ""));
  const neighbours = new Map<string, bigint>();
  for (const { community } of election.ballots)
    neighbours.set(homeOf(community), (neighbours.get(homeOf(community)) ?? 0n) + 1n);
  const whole = Object.values(shares ?? { "": 1n }).reduce((sum, part) => sum + part, 0n) || 1n;
  // Parts so fine that every first share, and every raise of it, is a whole number of them.
  const scale = [...neighbours.values()].reduce((product, here) => product * here, whole);
  const seats = new Map<string, Seat>();
  for (const { choices, community } of election.ballots) {
    const home = homeOf(community);
    const wants = new Map(
      choices.map(({ project, points }) => [project, rule.by === "votes" ? 1n : points]),
    );
    const key = JSON.stringify([home, [...wants].map(([id, given]) => `${given} ${id}`).sort()]);
    const part = ((shares === null ? 1n : (shares[home] ?? 0n)) * scale) / whole;
    const start = (election.budget * part) / (neighbours.get(home) ?? 1n);
    const raise = (election.unit * voters * part) / (neighbours.get(home) ?? 1n);
    const rounded = rule.integral ? start - (start % (election.unit * scale)) : start;
    const seat = seats.get(key) ?? { heads: 0n, wants, start: rounded, raise };
    seat.heads += 1n;
    seats.set(key, seat);
  }
  return { seats: [...seats.values()], scale };
}
