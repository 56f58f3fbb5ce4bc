/** A number word in a row of words; "and" is the "y" of "treinta y cinco". */
export type AdditiveWord = { value: number } | "and";

/** A value read from the start of a row, with how many words it took. */
export interface ReadNumeral {
  value: number;
  length: number;
}

/** Reads the number words from `at` on in the Spanish way (hundreds, tens, units; mil, millón). */
export function readAdditive(words: readonly AdditiveWord[], at: number): ReadNumeral | null {
  const first = valueAt(words, at);
  if (first === null) return null;
  if (first === 0 || (first > 1000 && first !== 1_000_000)) return { value: first, length: 1 };
  let value = 0;
  let position = at;
  let ceiling = Infinity;
  for (;;) {
    const group = readGroup(words, position);
    const scale = valueAt(words, position + group.length);
    if ((scale === 1000 || scale === 1_000_000) && scale < ceiling) {
      value += Math.max(group.value, 1) * scale;
      position += group.length + 1;
      ceiling = scale;
      continue;
    }
    if (group.length > 0 && group.value < ceiling) {
      value += group.value;
      position += group.length;
    }
    return position === at ? null : { value, length: position - at };
  }
}

/** Up to 999: "ciento veintitrés", "treinta y cinco", the old "diez y seis" and the heard "diez ocho". */
function readGroup(words: readonly AdditiveWord[], at: number): ReadNumeral {
  const first = valueAt(words, at);
  if (first !== null && first >= 100 && first < 1000 && first % 100 === 0) {
    const rest = readBelowHundred(words, at + 1);
    return { value: first + rest.value, length: 1 + rest.length };
  }
  if (first !== null && first > 100 && first < 1000) return { value: first, length: 1 };
  return readBelowHundred(words, at);
}

function readBelowHundred(words: readonly AdditiveWord[], at: number): ReadNumeral {
  const tens = valueAt(words, at);
  if (tens === null || tens >= 100 || tens === 0) return { value: 0, length: 0 };
  if (tens % 10 !== 0) return { value: tens, length: 1 };
  const joined = words[at + 1] === "and" ? 2 : 1;
  const unit = valueAt(words, at + joined);
  const lowest = tens === 10 ? 6 : 1;
  if (unit !== null && unit >= lowest && unit <= 9) {
    return { value: tens + unit, length: joined + 1 };
  }
  return { value: tens, length: 1 };
}

function valueAt(words: readonly AdditiveWord[], at: number): number | null {
  const word = words[at];
  return word === undefined || word === "and" ? null : word.value;
}
