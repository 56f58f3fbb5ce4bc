import { isLimaDay } from "../../core/lima.ts";
import { ExpressionFault } from "./fault.ts";
import type { Literal } from "./tree.ts";

const DAY = /\d+-\d+-\d+/y;
const TIME = /\d+:\d*/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const UNIT = /\s*([\p{L}_][\p{L}\p{M}\p{N}_]*)/uy;

/**
 * Reads the number, litres, day or time that starts at a place of the text; null where no digit is.
 *
 * What is written without spaces belongs together: `2026-11-23` is a day, and `2026 - 11 - 23` a subtraction.
 */
export function readQuantity(text: string, at: number): { value: Literal; end: number } | null {
  const day = take(DAY, text, at)?.[0];
  if (day !== undefined) return { value: readDay(day, at), end: at + day.length };
  const time = take(TIME, text, at)?.[0];
  if (time !== undefined) return { value: readTime(time, at), end: at + time.length };
  const number = take(NUMBER, text, at)?.[0];
  return number === undefined ? null : readNumber(number, text, at);
}

function readDay(written: string, at: number): Literal {
  if (isLimaDay(written)) return { type: "day", day: written };
  throw new ExpressionFault(
    at,
    `${written} is no day of the calendar; write year-month-day such as 2026-11-23, and a subtraction with spaces`,
  );
}

function readTime(written: string, at: number): Literal {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(written);
  if (parts !== null) return { type: "time", minute: Number(parts[1]) * 60 + Number(parts[2]) };
  throw new ExpressionFault(at, `${written} is no time; write 00:00 to 23:59, such as 08:30`);
}

function readNumber(written: string, text: string, at: number): { value: Literal; end: number } {
  const end = at + written.length;
  if (/^,\d/.test(text.slice(end, end + 2))) {
    throw new ExpressionFault(
      at,
      "no commas in numbers; write 12.5 for a decimal and 1000 for a thousand",
    );
  }
  const [whole = "", decimals = ""] = written.split(".");
  if (decimals.length > 3) {
    throw new ExpressionFault(
      at,
      `${written} has more than three decimals; write ${whole}.${decimals.slice(0, 3)}`,
    );
  }
  const milli = Number(whole + decimals.padEnd(3, "0"));
  if (!Number.isSafeInteger(milli)) {
    throw new ExpressionFault(at, "this number is too large; write at most 12 digits");
  }
  const unit = take(UNIT, text, end);
  if (unit?.[1] === "L") return { value: { type: "litres", ml: milli }, end: end + unit[0].length };
  if (/^(?:l|lt|lts|litres?|liters?|litros?)$/i.test(unit?.[1] ?? "")) {
    throw new ExpressionFault(at, `write ${written} L`);
  }
  return { value: { type: "number", milli }, end };
}

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
