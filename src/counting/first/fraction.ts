/**
 * The few things counting does with exact quotients. Own code: libraries reduce after each step, which is what
 * makes them slow, while a count only has to compare quotients and to write some of them down in the end.
 */
import type { Fraction } from "../election.ts";

/** The quotient of two integers in lowest terms; `den` must not be zero. */
export function fraction(num: bigint, den = 1n): Fraction {
  const divisor = gcd(num < 0n ? -num : num, den < 0n ? -den : den) * (den < 0n ? -1n : 1n);
  return divisor === 0n ? { num, den } : { num: num / divisor, den: den / divisor };
}

/** The order of two integers, for sorting. */
export function compareIntegers(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** "7000/3", or "250" for a whole number. */
export function writeFraction({ num, den }: Fraction): string {
  return den === 1n ? String(num) : `${num}/${den}`;
}

/** The greatest common divisor of two integers of zero or more. */
export function gcd(one: bigint, other: bigint): bigint {
  let [larger, smaller] = [one, other];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
