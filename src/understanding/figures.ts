import type { MilkDoubt } from "../core/reading.ts";

/** A figure in thousandths, or why it must be asked about. */
export type Figure =
  | { kind: "number"; milli: number }
  | { kind: "doubt"; doubt: MilkDoubt; guessMl: number | null };

const LONGEST_WHOLE = 7;

/**
 * Reads digits as typed. A point, comma or apostrophe before one or two digits is a decimal; before
 * exactly three it may be a thousand, so it is asked; anything stranger is garbled.
 */
export function readFigure(text: string): Figure {
  const parts = text.split(/[.,']/);
  const [whole = "", decimals] = parts;
  if (whole.replace(/^0+/, "").length > LONGEST_WHOLE) {
    return { kind: "doubt", doubt: "out_of_range", guessMl: null };
  }
  if (decimals === undefined) return { kind: "number", milli: thousandths(whole, "") };
  if (parts.length > 2) return withThousandsMark(text);
  if (decimals.length <= 2) return { kind: "number", milli: thousandths(whole, decimals) };
  if (decimals.length === 3) {
    return { kind: "doubt", doubt: "decimal_or_thousand", guessMl: thousandths(whole, decimals) };
  }
  return { kind: "doubt", doubt: "garbled", guessMl: null };
}

/** "1,234.50": thousands and decimals told apart by two different signs. */
function withThousandsMark(text: string): Figure {
  const match =
    /^(?<head>\d{1,3})(?<mark>[.,'])(?<tail>\d{3})(?!\k<mark>)[.,](?<decimals>\d{1,2})$/.exec(text);
  const { head = "", tail = "", decimals = "" } = match?.groups ?? {};
  if (match === null) return { kind: "doubt", doubt: "garbled", guessMl: null };
  return { kind: "number", milli: thousandths(head + tail, decimals) };
}

function thousandths(whole: string, decimals: string): number {
  return Number(whole) * 1000 + Number(decimals.padEnd(3, "0"));
}
