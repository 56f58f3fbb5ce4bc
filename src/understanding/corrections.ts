import { hasMark, markAt, type Item } from "./items.ts";

/** The row once denied figures are gone. */
export interface Corrected {
  items: Item[];
  /** The person corrects what stands. */
  correction: boolean;
  /** A "no" is left whose object is not clear. */
  unclear: boolean;
}

/** Sorts out "14 no 12", "no era 10 era 11", "no, 14" and other ways to correct. */
export function settleCorrections(items: readonly Item[], afterReport: boolean): Corrected {
  const figures = placesWhere(items, (item) => item.kind === "number" || item.kind === "amount");
  const denials = placesWhere(items, (item) => item.kind === "word" && item.mark === "no");
  const signalled = hasMark(items, "correct") || (afterReport && wasSaid(items));
  const dropped = deniedFigure(items, figures, denials);
  if (dropped !== null) {
    return { items: without(items, [dropped, ...denials]), correction: true, unclear: false };
  }
  const [only] = figures;
  const [denial] = denials;
  if (denial !== undefined && denials.length === 1 && figures.length >= 1 && only !== undefined) {
    const opens = items.slice(0, denial).every((item) => isSmallTalk(item));
    const pause = items[denial + 1]?.kind === "symbol" || afterReport || signalled;
    const between = items.slice(denial + 1, only).every((item) => isSmallTalk(item));
    // "no era 12" denies twelve; "no, era 12" says it.
    const deniesIt = markAt(items, denial + 1) === "is";
    if (opens && pause && between && !deniesIt && only > denial && !isDenied(items, only)) {
      return { items: without(items, denials), correction: true, unclear: false };
    }
  }
  const unclear = denials.length > 0 || figures.some((place) => isDenied(items, place));
  return { items: [...items], correction: signalled, unclear };
}

/** Place of the figure that another one replaces; null when that is not said clearly. */
function deniedFigure(
  items: readonly Item[],
  figures: readonly number[],
  denials: readonly number[],
): number | null {
  const [first, second, ...more] = figures;
  if (first === undefined || second === undefined || more.length > 0) return null;
  const between = items.slice(first + 1, second);
  const [denial, ...otherDenials] = denials;
  if (otherDenials.length > 0) return null;
  const clear = between.every((item) => isSmallTalk(item) || isReplacing(item));
  if (!clear) return null;
  if (denial === undefined) {
    if (hasMark(between, "instead")) return second;
    const changed = hasMark(items.slice(0, first), "correct") && hasMark(between, "to", "per");
    return changed ? first : null;
  }
  if (denial > first && denial < second) return hasMark(between, "instead") ? null : second;
  const parted = between.some((item) => isReplacing(item) || item.kind === "symbol");
  return denial < first && parted ? first : null;
}

function isReplacing(item: Item): boolean {
  return (
    item.kind === "word" && ["instead", "is", "no", "to", "per", "correct"].includes(item.mark)
  );
}

function isSmallTalk(item: Item): boolean {
  if (["symbol", "day", "milking"].includes(item.kind)) return true;
  const marks = [
    "filler",
    "is",
    "correct",
    "greeting",
    "article",
    "in",
    "to",
    "and",
    "milk",
    "produce",
  ];
  return item.kind === "word" && marks.includes(item.mark);
}

function isDenied(items: readonly Item[], place: number): boolean {
  const item = items[place];
  return (item?.kind === "number" || item?.kind === "amount") && item.denied;
}

/** "era 9", "eran 14": said of what was written before. */
function wasSaid(items: readonly Item[]): boolean {
  return items.some(
    (item, place) => markAt(items, place) === "is" && "text" in item && item.text.startsWith("era"),
  );
}

function placesWhere(items: readonly Item[], test: (item: Item) => boolean): number[] {
  return items.flatMap((item, place) => (test(item) ? [place] : []));
}

function without(items: readonly Item[], places: readonly number[]): Item[] {
  return items.filter((_, place) => !places.includes(place));
}
