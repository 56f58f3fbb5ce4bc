import type { ReadNumeral } from "./numerals-es.ts";

/** A Quechua number word; `having` when it carries -yuq or -niyuq. */
export interface MultiplicativeWord {
  value: number;
  having: boolean;
}

/**
 * Reads the number words from `at` on in the Quechua way, where order alone decides: a multiplier
 * stands before its power (iskay chunka, 20), a remainder after it (chunka iskayniyuq, 12).
 */
export function readMultiplicative(
  words: readonly (MultiplicativeWord | null)[],
  at: number,
): ReadNumeral | null {
  const first = words[at];
  if (!first) return null;
  if (first.value === 0 || isRunTogether(first.value)) return { value: first.value, length: 1 };
  let value = 0;
  let position = at;
  let ceiling = Infinity;
  for (;;) {
    const group = readGroup(words, position);
    const scale = words[position + group.length]?.value;
    if ((scale === 1000 || scale === 1_000_000) && scale < ceiling) {
      value += Math.max(group.value, 1) * scale;
      position += group.length + 1;
      ceiling = scale;
      continue;
    }
    if (group.length > 0) {
      value += group.value;
      position += group.length;
    }
    return position === at ? null : { value, length: position - at };
  }
}

/** Up to 999: [unit] pachak, [unit] chunka, unit. */
function readGroup(words: readonly (MultiplicativeWord | null)[], at: number): ReadNumeral {
  const hundreds = readPower(words, at, 100);
  const tens = readPower(words, at + hundreds.length, 10);
  const length = hundreds.length + tens.length;
  const value = hundreds.value + tens.value;
  const unit = words[at + length];
  const endsAlready = length > 0 && words[at + length - 1]?.having === true;
  if (!unit || unit.value < 1 || unit.value > 9 || endsAlready) return { value, length };
  const next = words[at + length + 1]?.value;
  const multipliesNext = !unit.having && (next === 10 || next === 100) && length > 0;
  return multipliesNext ? { value, length } : { value: value + unit.value, length: length + 1 };
}

function readPower(
  words: readonly (MultiplicativeWord | null)[],
  at: number,
  power: 10 | 100,
): ReadNumeral {
  const first = words[at];
  if (!first) return { value: 0, length: 0 };
  if (first.value === power) return { value: power, length: 1 };
  const isUnit = first.value >= 1 && first.value <= 9 && !first.having;
  if (isUnit && words[at + 1]?.value === power) return { value: first.value * power, length: 2 };
  return { value: 0, length: 0 };
}

function isRunTogether(value: number): boolean {
  return value > 10 && ![100, 1000, 1_000_000].includes(value);
}
