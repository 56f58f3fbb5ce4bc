/** "n/d" in lowest terms, or "n" where it is whole. */
export function ratioText(numerator: bigint, denominator: bigint): string {
  const divisor = commonDivisor(numerator, denominator);
  const [top, bottom] = [numerator / divisor, denominator / divisor];
  return bottom === 1n ? `${top}` : `${top}/${bottom}`;
}

/** The largest number that divides both; the numbers are not below zero, and not both zero. */
export function commonDivisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : commonDivisor(other, one % other);
}
