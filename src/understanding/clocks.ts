import {
  doubtItem,
  hasMark,
  isGlued,
  markAt,
  numberAt,
  symbolAt,
  type Item,
  type Rewriting,
} from "./items.ts";

/** Rule: times of day are context, never amounts ("a las 6", "6:00 am", "5pm" beside an amount). */
export function clockRule(items: readonly Item[], at: number): Rewriting | null {
  if (markAt(items, at) === "clock_face") return { take: 1, put: [] };
  return told(items, at) ?? withMinutes(items, at) ?? halfDay(items, at);
}

/** "a las 6", "son las 12", "a las seis de la mañana". */
function told(items: readonly Item[], at: number): Rewriting | null {
  const opener = items[at];
  if (opener?.kind !== "word" || numberAt(items, at + 1) === null) return null;
  if (opener.mark !== "clock" && opener.text !== "las") return null;
  let end = at + 2;
  if (symbolAt(items, end) === ":" && isGlued(items, end) && numberAt(items, end + 1)) end += 2;
  const after = markAt(items, end);
  // "las 3 vacas" are no hour.
  if (after === "litre" || after === "cow" || items[end]?.kind === "container") return null;
  const tail = dayHalf(items, end);
  const hour = after === "hour" ? 1 : 0;
  return {
    take: end - at + hour + (tail?.take ?? 0),
    put: [{ kind: "clock" }, ...(tail?.put ?? [])],
  };
}

/** "6:00 am"; without a half of the day, "12:00 litros" is twelve and "8:05" is asked about. */
function withMinutes(items: readonly Item[], at: number): Rewriting | null {
  const hours = numberAt(items, at);
  const minutes = numberAt(items, at + 2);
  if (hours === null || minutes === null || symbolAt(items, at + 1) !== ":") return null;
  if (!isGlued(items, at + 1) || !isGlued(items, at + 2)) return null;
  const tail = dayHalf(items, at + 3);
  if (tail !== null) return { take: 3 + tail.take, put: [{ kind: "clock" }, ...tail.put] };
  const after = markAt(items, at + 3);
  if (after === "hour") return { take: 4, put: [{ kind: "clock" }] };
  if (after === "litre" && minutes.digits === "00") return { take: 3, put: [hours] };
  return { take: 3, put: [doubtItem("garbled", hours.milli + spokenPart(minutes.digits ?? ""))] };
}

/** "6 am 8 litros": an hour when an amount stands elsewhere; "8am 5pm" may be hours or litres. */
function halfDay(items: readonly Item[], at: number): Rewriting | null {
  const number = numberAt(items, at);
  const mark = markAt(items, at + 1);
  if (number === null) return null;
  if (mark === "hour") return { take: 2, put: [{ kind: "clock" }] };
  const tail = dayHalf(items, at + 1);
  if (tail === null) return null;
  if (hasMark(items.slice(0, at), "am", "pm")) return null;
  const others = items.filter((item, place) => item.kind === "number" && place !== at);
  const otherHours = items.filter(
    (item, place) => item.kind === "number" && place !== at && dayHalf(items, place + 1) !== null,
  );
  if (others.length > otherHours.length) {
    return { take: 1 + tail.take, put: [{ kind: "clock" }, ...tail.put] };
  }
  const sum = items.reduce((total, item) => total + (item.kind === "number" ? item.milli : 0), 0);
  const doubt = others.length === 0 ? "garbled" : "sum_or_split";
  return { take: 1 + tail.take, put: [doubtItem(doubt, sum)] };
}

/** "am", "pm" or "de la mañana" right after an hour. */
function dayHalf(items: readonly Item[], at: number): Rewriting | null {
  const item = items[at];
  if (item?.kind !== "word") return null;
  if (item.mark === "am") return { take: 1, put: [{ kind: "milking", side: "morning" }] };
  if (item.mark === "pm") return { take: 1, put: [{ kind: "milking", side: "evening" }] };
  if (!item.text.startsWith("de la ")) return null;
  if (item.mark === "morning") return { take: 1, put: [{ kind: "milking", side: "morning" }] };
  if (item.mark === "evening") return { take: 1, put: [{ kind: "milking", side: "evening" }] };
  return null;
}

/** Thousandths a voice keyboard probably meant: "ocho cinco" became 8:05, "ocho y media" 8:30. */
function spokenPart(minutes: string): number {
  if (minutes === "30") return 500;
  if (minutes === "15") return 250;
  if (minutes === "45") return 750;
  return minutes.startsWith("0") && minutes.length === 2 ? Number(minutes) * 100 : 0;
}
