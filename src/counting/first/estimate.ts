/**
 * The only binary floats of the count, and what they may do: rule out. An estimate says of a project "its price
 * surely lies between these two" with a bound on every rounding error; whatever such a bound does not settle
 * is decided by the exact purses. So no result depends on a float, while hardly a purse has to be worked out.
 */
import { type Groups, at } from "./groups.ts";

/** Guesses of what each group's voter has, and of how far a guess may lie from the truth. */
export interface Guesses {
  purse: Float64Array;
  /** No guess of a purse is further from the exact amount than this. */
  error: number;
}

/** What is surely true of a project's price per point, in money; `certain` is false where only `low` is known. */
export interface Estimate {
  affordable: "yes" | "no" | "unknown";
  low: number;
  high: number;
}

const HALF_ULP = 2 ** -53;
/** How far an estimated price is moved down and up before it is proved to lie below and above the true one. */
const MARGIN = 1e-7;

/** An exact quotient as the nearest floats can tell it: relative error below 2^-52. */
export function approximately(num: bigint, den: bigint): number {
  return Number((num << 192n) / den) * 2 ** -192;
}

/** Guesses for full purses; `most` projects at most can be paid from one. */
export function guessPurses(groups: Groups, shares: readonly number[], most: number): Guesses {
  const largest = shares.reduce((largest, share) => Math.max(largest, share), 0);
  return {
    purse: Float64Array.from(groups.community, (community) => shares[community] ?? 0),
    // Each payment rounds thrice: the price, its product with the points, and the difference.
    error: (most + 2) * 8 * HALF_ULP * largest,
  };
}

/** The supporters of one project who may still have money; those who have none are taken out as they are met. */
export interface Supporters {
  groups: Int32Array;
  points: Float64Array;
  count: number;
}

/**
 * Where the price of a project surely lies. `low` is a price known to be too low or right, from an earlier
 * round: prices never fall.
 */
export function estimate(
  guesses: Guesses,
  groups: Groups,
  supporters: Supporters,
  cost: number,
  low: number,
): Estimate {
  const { purse } = guesses;
  let total = 0;
  let points = 0;
  let heads = 0;
  let kept = 0;
  for (let index = 0; index < supporters.count; index += 1) {
    const group = at(supporters.groups, index);
    const money = at(purse, group);
    if (money === 0) continue;
    const count = at(groups.heads, group);
    const given = at(supporters.points, index);
    supporters.groups[kept] = group;
    supporters.points[kept] = given;
    kept += 1;
    total += count * money;
    points += count * given;
    heads += count;
  }
  supporters.count = kept;
  if (kept === 0) return { affordable: "no", low, high: low };
  const doubt = heads * guesses.error + (kept + 8) * 4 * HALF_ULP * Math.max(total, cost);
  if (total < cost - doubt) return { affordable: "no", low, high: low };
  const price = solve(guesses, groups, supporters, cost, Math.max(low, cost / points));
  const below = price * (1 - MARGIN);
  const above = price * (1 + MARGIN);
  return {
    affordable: total > cost + doubt ? "yes" : "unknown",
    low: below > low && raised(purse, groups, supporters, below) < cost - doubt ? below : low,
    high: raised(purse, groups, supporters, above) > cost + doubt ? above : Infinity,
  };
}

/** The price at which the supporters raise the cost, from below: those who cannot pay a price give all. */
function solve(
  { purse }: Guesses,
  groups: Groups,
  supporters: Supporters,
  cost: number,
  from: number,
): number {
  let price = from;
  for (;;) {
    let rest = cost;
    let points = 0;
    for (let index = 0; index < supporters.count; index += 1) {
      const group = at(supporters.groups, index);
      const given = at(supporters.points, index);
      const money = at(purse, group);
      if (money < price * given) rest -= at(groups.heads, group) * money;
      else points += at(groups.heads, group) * given;
    }
    const next = rest / points;
    if (!(next > price * (1 + 1e-12)) || points === 0) return price;
    price = next;
  }
}

/** What the supporters raise together at a price per point. */
function raised(
  purse: Float64Array,
  groups: Groups,
  supporters: Supporters,
  price: number,
): number {
  let sum = 0;
  for (let index = 0; index < supporters.count; index += 1) {
    const group = at(supporters.groups, index);
    sum +=
      at(groups.heads, group) * Math.min(at(purse, group), price * at(supporters.points, index));
  }
  return sum;
}
