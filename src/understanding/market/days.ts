import { addDays, daysBetween, isLimaDay, weekday, type LimaDay } from "../../core/lima.ts";
import type { MarketDoubt } from "../../core/market-reading.ts";
import type { Piece } from "./pieces.ts";

/** On which side of today a message about the market speaks: a sale comes, a price was. */
export type Side = "coming" | "past";

export interface Told {
  day: LimaDay | null;
  doubt: Extract<MarketDoubt, "which_day" | "past_day"> | null;
  choices: LimaDay[];
  /** The pieces without those that named days. */
  rest: Piece[];
}

type Named = { days: LimaDay[]; take: number } | null;

/** Days further away than this on the wrong side of today are meant for another year. */
const WRONG_SIDE_DAYS = 60;

/** Takes the day a message names out of its pieces; two different days, or one on the wrong side, are asked about. */
export function takeDay(pieces: readonly Piece[], today: LimaDay, side: Side): Told {
  const rest: Piece[] = [];
  const named: LimaDay[][] = [];
  for (let at = 0; at < pieces.length;) {
    const found =
      relative(pieces, at, today) ??
      dated(pieces, at, today, side) ??
      weekdayAt(pieces, at, today, side);
    if (found === null) {
      rest.push(pieces[at] as Piece);
      at += 1;
    } else {
      named.push(found.days);
      at += found.take;
    }
  }
  return { ...settle(named, today, side), rest };
}

function settle(named: LimaDay[][], today: LimaDay, side: Side): Omit<Told, "rest"> {
  if (named.length === 0) return { day: null, doubt: null, choices: [] };
  // "hoy sábado", "sábado 28": what they agree on.
  const common = (named[0] ?? []).filter((day) => named.every((days) => days.includes(day)));
  const [day] = common;
  if (day === undefined || common.length > 1)
    return {
      day: null,
      doubt: "which_day",
      choices: [...new Set(common.length > 1 ? common : named.flat())],
    };
  const isWrong = side === "coming" ? day < today : day > today;
  return isWrong
    ? { day: null, doubt: "past_day", choices: [] }
    : { day, doubt: null, choices: [] };
}

function markOf(piece: Piece | undefined): string | null {
  return piece?.kind === "mark" ? piece.mark : null;
}

function relative(pieces: readonly Piece[], at: number, today: LimaDay): Named {
  const away: Partial<Record<string, number>> = {
    today: 0,
    tomorrow: 1,
    after_tomorrow: 2,
    yesterday: -1,
    before_yesterday: -2,
  };
  const days = away[markOf(pieces[at]) ?? ""];
  return days === undefined ? null : { days: [addDays(today, days)], take: 1 };
}

/** "28/11", "28 de noviembre", "el 28 de este mes" is not taken. */
function dated(pieces: readonly Piece[], at: number, today: LimaDay, side: Side): Named {
  const date = wholeAt(pieces, at);
  if (date === null || date < 1 || date > 31) return null;
  const between = pieces[at + 1];
  const slash = between?.kind === "symbol" && /^[/-]$/.test(between.text);
  const month = pieces[at + 2];
  if (markOf(between) === "of" && month?.kind === "month")
    return { days: [yearFor(month.month, date, today, side)], take: 3 };
  const figure = slash ? wholeAt(pieces, at + 2) : null;
  if (figure === null || figure < 1 || figure > 12) return null;
  const isPlain = between?.kind === "symbol" && between.text === "/";
  return isPlain ? { days: [yearFor(figure, date, today, side)], take: 3 } : null;
}

function wholeAt(pieces: readonly Piece[], at: number): number | null {
  const piece = pieces[at];
  const isWhole = piece?.kind === "number" && piece.milli % 1000 === 0 && !piece.fraction;
  return isWhole ? piece.milli / 1000 : null;
}

function yearFor(month: number, date: number, today: LimaDay, side: Side): LimaDay {
  const year = Number(today.slice(0, 4));
  const text = (one: number): string => String(one).padStart(2, "0");
  const candidates = [year - 1, year, year + 1]
    .map((one) => `${one}-${text(month)}-${text(date)}`)
    .filter(isLimaDay);
  const limit = side === "coming" ? -WRONG_SIDE_DAYS : WRONG_SIDE_DAYS;
  const fitting = candidates.filter((day) =>
    side === "coming" ? daysBetween(today, day) >= limit : daysBetween(today, day) <= limit,
  );
  return (side === "coming" ? fitting[0] : fitting.at(-1)) ?? today;
}

/** "sábado", "este sábado", "el sábado 28", "sábado pasado". */
function weekdayAt(pieces: readonly Piece[], at: number, today: LimaDay, side: Side): Named {
  const opens = markOf(pieces[at]) === "next" ? 1 : 0;
  const piece = pieces[at + opens];
  if (piece?.kind !== "weekday") return null;
  const ahead = (piece.weekday - weekday(today) + 7) % 7;
  const after = markOf(pieces[at + opens + 1]);
  const closes = after === "next" || after === "last" ? 1 : 0;
  const take = opens + 1 + closes;
  const date = wholeAt(pieces, at + take);
  const follows = pieces[at + take + 1];
  const isDate =
    date !== null &&
    date >= 1 &&
    date <= 31 &&
    (follows === undefined ||
      markOf(follows) !== null ||
      follows.kind === "place" ||
      follows.kind === "symbol");
  if (isDate) {
    const days = Array.from({ length: WRONG_SIDE_DAYS }, (_, away) =>
      addDays(today, side === "coming" ? away : -away),
    ).filter((day) => weekday(day) === piece.weekday && Number(day.slice(8)) === date);
    if (days[0] !== undefined) return { days: [days[0]], take: take + 1 };
    if (markOf(follows) !== "money") return { days: [], take: take + 1 };
  }
  if (side === "past" || after === "last") {
    const back = ahead === 0 ? [today, addDays(today, -7)] : [addDays(today, ahead - 7)];
    return { days: after === "last" && ahead === 0 ? [addDays(today, -7)] : back, take };
  }
  return { days: ahead === 0 ? [today, addDays(today, 7)] : [addDays(today, ahead)], take };
}
