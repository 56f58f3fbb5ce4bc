import { gcd } from "./fraction.ts";
import { type Groups, at } from "./groups.ts";

/** What a project costs its supporters: each who still has enough pays `num / (common · den)` per point. */
export interface Price {
  num: bigint;
  den: bigint;
}

/**
 * The money of all voters while Equal Shares is counted, exact: every amount is a whole number of parts of one
 * common denominator. A voter who still has money has paid every bought project of the ballot in full, so her
 * purse is her share less these prices, and need not be kept; one who has spent everything is marked as empty.
 */
export interface Purses {
  /** The denominator of all amounts below. */
  common: bigint;
  /** The first share of a voter, by community. */
  share: bigint[];
  /** What a bought project costs per point, by project; null while it is not bought. */
  price: (bigint | null)[];
  /** 1 where every voter of the group has spent everything. */
  empty: Uint8Array;
}

/** Full purses: `share` holds each community's share in parts of `common`. */
export function fillPurses(
  groups: Groups,
  share: bigint[],
  common: bigint,
  projects: number,
): Purses {
  const empty = Uint8Array.from(groups.community, (community) => (share[community] === 0n ? 1 : 0));
  return { common, share: [...share], price: Array.from({ length: projects }, () => null), empty };
}

/** What one voter of a group still has, in parts of the common denominator. */
export function purseOf(purses: Purses, groups: Groups, group: number): bigint {
  if (purses.empty[group] === 1) return 0n;
  let left = purses.share[at(groups.community, group)] ?? 0n;
  for (let entry = at(groups.first, group); entry < at(groups.first, group + 1); entry += 1) {
    const price = purses.price[at(groups.project, entry)];
    if (price !== null && price !== undefined) left -= price * BigInt(at(groups.points, entry));
  }
  return left;
}

/**
 * What many groups still have together, in parts of the common denominator: heads and points are added up first,
 * which are plain counts, so that only a few exact products are left to do.
 */
export function pursesOf(purses: Purses, groups: Groups, members: readonly number[]): bigint {
  const heads = new Float64Array(purses.share.length);
  const paid = new Float64Array(purses.price.length);
  for (const group of members) {
    if (purses.empty[group] === 1) continue;
    const count = at(groups.heads, group);
    const community = at(groups.community, group);
    heads[community] = at(heads, community) + count;
    for (let entry = at(groups.first, group); entry < at(groups.first, group + 1); entry += 1) {
      const project = at(groups.project, entry);
      if (purses.price[project] !== null)
        paid[project] = at(paid, project) + count * at(groups.points, entry);
    }
  }
  let sum = 0n;
  for (const [community, count] of heads.entries())
    if (count > 0) sum += (purses.share[community] ?? 0n) * BigInt(count);
  for (const [project, points] of paid.entries())
    if (points > 0) sum -= (purses.price[project] ?? 0n) * BigInt(points);
  return sum;
}

/** Writes down that a project was bought, bringing all amounts to a denominator that holds its price too. */
export function pay(purses: Purses, project: number, { num, den }: Price): void {
  const shared = gcd(den, num % den);
  const factor = den / shared;
  if (factor !== 1n) {
    purses.common *= factor;
    purses.share = purses.share.map((share) => share * factor);
    purses.price = purses.price.map((price) => (price === null ? null : price * factor));
  }
  purses.price[project] = num / shared;
}
