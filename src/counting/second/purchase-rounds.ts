import type { EqualSharesRule } from "../election.ts";
import { type Line, type Sheet, firstOf } from "./precedence.ts";
import { commonDivisor, ratioText } from "./ratio.ts";

/** Equal ballots with equal shares: how many, what each wants with how many points, and what each holds. */
export interface Household {
  heads: bigint;
  wants: ReadonlyMap<string, bigint>;
  money: bigint;
}

/** A project that can be bought: each supporter pays `parts / points` a point, or everything if that is less. */
interface Offer {
  sheet: Sheet;
  parts: bigint;
  points: bigint;
  /** What it asks for what it gives, as a quotient of money: the least is bought. */
  rate: Rate;
}

interface Rate {
  top: bigint;
  bottom: bigint;
}

/** A project still on the table. `asked` is what it asked when it was last looked at: it never asks less later. */
interface Open {
  sheet: Sheet;
  asked: Rate;
}

/** What was bought, what it cost together, and what the voters still hold, in parts of `scale`. */
export interface Rounds {
  lines: Line[];
  cost: bigint;
  households: Household[];
  scale: bigint;
}

/**
 * Equal Shares, round by round, with every household's money on the table. `households` hold their shares in parts
 * of `scale`; both change. Returns null as soon as more than `limit` is spent.
 */
export function buyInRounds(
  sheets: readonly Sheet[],
  households: Household[],
  scale: bigint,
  rule: EqualSharesRule,
  limit: bigint | null,
): Rounds | null {
  const rounds: Rounds = { lines: [], cost: 0n, households, scale };
  const fans = new Map<string, Household[]>();
  for (const { id } of sheets) fans.set(id, []);
  for (const household of households)
    for (const id of household.wants.keys()) fans.get(id)?.push(household);
  let open: Open[] = sheets.map((sheet) => ({ sheet, asked: { top: 0n, bottom: 1n } }));
  for (;;) {
    const { best, still } = leastOffers(open, fans, rounds.scale, rule);
    open = still;
    if (best.length === 0) return rounds;
    const chosen = firstOf(
      best.map(({ sheet }) => sheet),
      rule,
    );
    const offer = best.find(({ sheet }) => sheet === chosen);
    if (offer === undefined) throw new Error("The chosen project has no offer.");
    rounds.cost += chosen.cost;
    if (limit !== null && rounds.cost > limit) return null;
    const figure = ratioText(offer.parts, offer.points * rounds.scale);
    rounds.lines.push({ project: chosen.id, cost: chosen.cost, figure });
    collect(rounds, fans.get(chosen.id) ?? [], offer);
    open = open.filter(({ sheet }) => sheet !== chosen);
  }
}

/** The price at which the supporters together hold the cost; none when they do not. */
function offerOf(
  sheet: Sheet,
  fans: readonly Household[],
  scale: bigint,
  rule: EqualSharesRule,
): Offer | null {
  let parts = sheet.cost * scale;
  const able = fans
    .filter(({ money }) => money > 0n)
    .map(({ heads, money, wants }) => ({ heads, money, points: wants.get(sheet.id) ?? 0n }));
  if (able.reduce((sum, { heads, money }) => sum + heads * money, 0n) < parts) return null;
  let points = able.reduce((sum, fan) => sum + fan.heads * fan.points, 0n);
  // The poorest for their points give all they have, as long as an equal price would ask more of them.
  able.sort((one, other) => {
    const [left, right] = [one.money * other.points, other.money * one.points];
    return left === right ? 0 : left < right ? -1 : 1;
  });
  for (const fan of able) {
    if (parts * fan.points <= fan.money * points) {
      const gain = rule.utility === "cost" ? sheet.cost : 1n;
      return { sheet, parts, points, rate: { top: parts, bottom: points * scale * gain } };
    }
    parts -= fan.heads * fan.money;
    points -= fan.heads * fan.points;
  }
  return null;
}

/**
 * The offers with the least rate (several when they are exactly equal), and the projects still on the table: what
 * cannot be paid now never can, since nobody gets richer. Looks at projects in the order of what they last asked, and
 * no further than where this is more than the least.
 */
function leastOffers(
  open: readonly Open[],
  fans: ReadonlyMap<string, Household[]>,
  scale: bigint,
  rule: EqualSharesRule,
): { best: Offer[]; still: Open[] } {
  let best: Offer[] = [];
  const still: Open[] = [];
  for (const one of [...open].sort((one, other) => compareRates(one.asked, other.asked))) {
    const least = best[0]?.rate;
    if (least !== undefined && compareRates(one.asked, least) > 0) {
      still.push(one);
      continue;
    }
    const offer = offerOf(one.sheet, fans.get(one.sheet.id) ?? [], scale, rule);
    if (offer === null) continue;
    still.push({ sheet: one.sheet, asked: offer.rate });
    const order = least === undefined ? -1 : compareRates(offer.rate, least);
    if (order < 0) best = [offer];
    if (order === 0) best.push(offer);
  }
  return { best, still };
}

function compareRates(one: Rate, other: Rate): number {
  const [left, right] = [one.top * other.bottom, other.top * one.bottom];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Takes the money off the table: first everybody's is told in finer parts, so that each payment is whole. */
function collect(
  rounds: Rounds,
  fans: readonly Household[],
  { sheet, parts, points }: Offer,
): void {
  const finer = points / commonDivisor(parts, points);
  for (const household of rounds.households) household.money *= finer;
  rounds.scale *= finer;
  let paid = 0n;
  for (const fan of fans) {
    const asked = (parts * finer * (fan.wants.get(sheet.id) ?? 0n)) / points;
    const payment = asked < fan.money ? asked : fan.money;
    fan.money -= payment;
    paid += payment * fan.heads;
  }
  if (paid !== sheet.cost * rounds.scale)
    throw new Error(`The payments for ${sheet.id} do not make its cost.`);
}
