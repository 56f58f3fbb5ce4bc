/** Case and evidential suffixes that stick to the last word, longest first. */
const SUFFIXES = [
  "mantan",
  "llataq",
  "llata",
  "manta",
  "llan",
  "ntaq",
  "kama",
  "nchu",
  "wan",
  "tan",
  "taq",
  "raq",
  "pas",
  "lla",
  "chu",
  "pi",
  "mi",
  "ta",
  "na",
  "qa",
  "n",
  "m",
] as const;

/** The word without one, two or three of its suffixes, least stripped first; never shorter than 3 letters. */
export function withoutSuffixes(word: string): string[] {
  const found = new Set<string>();
  let layer = [word];
  for (let depth = 0; depth < 3; depth += 1) {
    const next = layer.flatMap((form) =>
      SUFFIXES.filter((suffix) => form.endsWith(suffix) && form.length - suffix.length >= 3).map(
        (suffix) => form.slice(0, -suffix.length),
      ),
    );
    for (const form of next) found.add(form);
    layer = next;
  }
  return [...found];
}

/** Suffixes that leave a named thing as it is: object, place, purpose, topic, assurance, "just". */
const CASES = ["ta", "pi", "paq", "man", "qa", "mi", "lla", "n", "m"] as const;

/** The word without one or two suffixes that keep what it names ("wirnispaq", "lichillata"). */
export function withoutCase(word: string): string[] {
  const strip = (form: string): string[] =>
    CASES.filter((suffix) => form.endsWith(suffix) && form.length - suffix.length >= 3).map(
      (suffix) => form.slice(0, -suffix.length),
    );
  const once = strip(word);
  return [...new Set([...once, ...once.flatMap(strip)])];
}

/** True when the word ends in -chu, the mark of a denied (or asked) thing. */
export function isDenied(word: string): boolean {
  return word.endsWith("chu");
}

/**
 * A Quechua word reduced to what all spellings share: three vowels, one sound for k, q, c, j, x and
 * g, no aspiration. "pusaj", "pusac" and "posaq" all give "pusaq".
 */
export function bonesOf(word: string): string {
  return word
    .replace(/[hg]ua/g, "wa")
    .replace(/qu(?=[ie])/g, "k")
    .replace(/ch/g, "C")
    .replace(/sh|z/g, "s")
    .replace(/ph/g, "p")
    .replace(/(?<=[aeiou])h(?=[^aeiou]|$)/g, "q")
    .replace(/[kqcgjx]+h?/g, "q")
    .replace(/h/g, "")
    .replace(/e/g, "i")
    .replace(/o/g, "u")
    .replace(/ai(?=$|n)/g, "ay");
}

const HAVING = /^(?<base>.+?)(?:ni)?yuq$/;

/** Splits -yuq or -niyuq ("having") off a word given as bones; `base` is the rest. */
export function splitHaving(bones: string): { base: string; having: boolean } {
  const base = HAVING.exec(bones)?.groups?.["base"];
  return base === undefined ? { base: bones, having: false } : { base, having: true };
}

/** Bones of the numerals long enough to be told apart that way, with their values. */
export function numeralBones(numbers: Record<string, readonly string[]>): Map<string, number> {
  const bones = new Map<string, number>();
  for (const [value, spellings] of Object.entries(numbers)) {
    for (const spelling of spellings) {
      const shape = bonesOf(spelling.replace(/'/g, ""));
      if (shape.length >= 4 && Number(value) > 1 && shape !== "unu")
        bones.set(shape, Number(value));
      // One is too short to stand alone by its bones, but not before -niyuq.
      if (value === "1") bones.set(`${shape}+`, 1);
    }
  }
  return bones;
}
