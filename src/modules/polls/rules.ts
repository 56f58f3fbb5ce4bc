/** How many answers a poll offers. */
export const LEAST_OPTIONS = 2;
export const MOST_OPTIONS = 10;
/** Letters of an answer: it must be read on a small screen and in a button. */
export const LONGEST_OPTION = 40;

/** A poll is open for at least a quarter of an hour and at most two months. */
const SHORTEST_MS = 15 * 60_000;
const LONGEST_MS = 61 * 24 * 3_600_000;

/** Fewer answers than this of one community or sex are never shown apart (design: small groups). */
export const SMALL = 5;

export type OptionsFault = "too_few" | "too_many" | "too_long" | "twice";

/**
 * The answers of a poll as somebody wrote them: one a line, or separated by commas, semicolons or slashes; numbers
 * and dashes before them are left out.
 */
export function readOptions(text: string): string[] | OptionsFault {
  const separator = /\n/.test(text.trim()) ? /\n+/ : /\s*[,;/|]\s*/;
  const options = text
    .trim()
    .split(separator)
    .map((one) =>
      one
        .replace(/^\s*(?:\d{1,2}\s*[.):-]|[-•*·])\s*/, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .filter((one) => one !== "");
  if (options.length < LEAST_OPTIONS) return "too_few";
  if (options.length > MOST_OPTIONS) return "too_many";
  if (options.some((one) => one.length > LONGEST_OPTION)) return "too_long";
  const folded = options.map((one) => one.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase());
  return new Set(folded).size < options.length ? "twice" : options;
}

/** What is wrong with the instant at which a poll is to close; null when nothing is. */
export function faultOfClosing(closesAt: Date, now: Date): "past" | "soon" | "far" | null {
  const left = closesAt.getTime() - now.getTime();
  if (left <= 0) return "past";
  if (left < SHORTEST_MS) return "soon";
  return left > LONGEST_MS ? "far" : null;
}

/** One answer as it is counted. */
export interface Answer {
  option: number;
  sex: "F" | "M" | null;
  community: string | null;
}

/** Counts by option, from the first. */
export type Counts = number[];

export interface Group {
  /** Null for all communities that are too small to be shown apart. */
  name: string | null;
  counts: Counts;
}

export interface Result {
  counts: Counts;
  answered: number;
  /** By community, the largest first; small ones are put together, and with the next larger one while they stay small. */
  communities: Group[];
  /** Null when women or men are too few to be shown apart. */
  sexes: { women: Counts; men: Counts } | null;
}

/** Counts a poll: every answer once, small groups never apart. */
export function countPoll(answers: readonly Answer[], options: number): Result {
  const count = (some: readonly Answer[]): Counts =>
    Array.from(
      { length: options },
      (_, index) => some.filter((one) => one.option === index + 1).length,
    );
  return {
    counts: count(answers),
    answered: answers.length,
    communities: communitiesOf(answers).map(({ name, answers: some }) => ({
      name,
      counts: count(some),
    })),
    sexes: sexesOf(answers, count),
  };
}

function communitiesOf(answers: readonly Answer[]): { name: string | null; answers: Answer[] }[] {
  const byName = new Map<string | null, Answer[]>();
  for (const answer of answers)
    byName.set(answer.community, [...(byName.get(answer.community) ?? []), answer]);
  const groups = [...byName]
    .map(([name, some]) => ({ name, answers: some }))
    .sort(
      (one, other) => other.answers.length - one.answers.length || compare(one.name, other.name),
    );
  const apart = groups.filter((group) => group.name !== null && group.answers.length >= SMALL);
  const rest = groups.filter((group) => !apart.includes(group)).flatMap((group) => group.answers);
  // A small remainder would be told by what all others leave out.
  while (rest.length > 0 && rest.length < SMALL && apart.length > 0)
    rest.push(...(apart.pop()?.answers ?? []));
  return rest.length === 0 ? apart : [...apart, { name: null, answers: rest }];
}

function compare(one: string | null, other: string | null): number {
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

function sexesOf(
  answers: readonly Answer[],
  count: (some: readonly Answer[]) => Counts,
): Result["sexes"] {
  const women = answers.filter((one) => one.sex === "F");
  const men = answers.filter((one) => one.sex === "M");
  const unknown = answers.length - women.length - men.length;
  // Few of unknown sex are told by what women and men leave out.
  if (women.length < SMALL || men.length < SMALL || (unknown > 0 && unknown < SMALL)) return null;
  return { women: count(women), men: count(men) };
}
