import { hasMark, markAt, type Item } from "./items.ts";
import { quantitiesIn } from "./quantities.ts";

/** So many unknown words may stand in a report whose unit is said. */
const TOLERATED = 2;

/** Signs that turn a figure into something else: percentages, other money, code. */
const ODD_SIGNS = /[%$€£@&<>{}[\]^|\\_]/;

/**
 * True when words nobody knows make a figure unsafe to believe. Names are fine ("familia Huamán
 * Condori 12"); beside a bare figure nothing else is.
 */
export function hasUnsafeStrangers(items: readonly Item[]): boolean {
  const quantities = quantitiesIn(items);
  const strangers = items.flatMap((item, place) =>
    item.kind === "unknown" && !isName(items, place) ? [place] : [],
  );
  const allWithUnit = quantities.every((quantity) => quantity.withUnit || quantity.ml === 0);
  const countsStranger = quantities.some((quantity) => {
    const item = items[quantity.place];
    return item?.kind === "number" && items[quantity.place + 1]?.kind === "unknown";
  });
  const otherLiquid = items.some(
    (item, place) =>
      (item.kind === "unknown" || item.kind === "product" || markAt(items, place) === "foreign") &&
      markAt(items, place - 1) === "of" &&
      items[place - 2]?.kind === "amount",
  );
  const mayCount = countsStranger && strangers.length > 0;
  const otherThing =
    hasMark(items, "foreign") ||
    items.some((item, place) => isOtherThing(item) && !isPurposeBefore(items, place));
  const otherFirst = items.slice(0, quantities[0]?.place).some((item) => item.kind === "product");
  const isZero = quantities.every((quantity) => quantity.ml === 0);
  const tolerated = allWithUnit && !isZero ? TOLERATED : 0;
  const oddSign = items.some((item) => item.kind === "symbol" && ODD_SIGNS.test(item.text));
  return (
    otherLiquid ||
    otherFirst ||
    mayCount ||
    oddSign ||
    (otherThing && quantities[0]?.withUnit === false) ||
    strangers.length > tolerated
  );
}

function isOtherThing(item: Item): boolean {
  return item.kind === "product" || item.kind === "goods";
}

/** "para queso", "para el ternero": a use of the milk, not something counted. */
function isPurposeBefore(items: readonly Item[], place: number): boolean {
  return markAt(items, place - 1) === "purpose" || markAt(items, place - 2) === "purpose";
}

/** A family's, person's or cow's name: after a title or article, or with others in capitals. */
function isName(items: readonly Item[], place: number): boolean {
  const item = items[place];
  if (item?.kind !== "unknown") return false;
  const before = items[place - 1];
  const titled = before?.kind === "word" && (before.mark === "title" || before.mark === "article");
  if (titled) return true;
  if (before?.kind === "unknown" && isName(items, place - 1)) return true;
  const next = items[place + 1];
  const inRow = next?.kind === "identity" || (next?.kind === "unknown" && next.capital);
  return item.capital && (place > 0 || inRow);
}
