import { limaDay, limaMinutes } from "../core/lima.ts";
import type { FlowValue } from "../core/value.ts";
import { noteValue } from "../flow/notation.ts";

/** An answer as it stands in a package. */
export interface Response {
  /** JSON text; numbers are exact decimals that never were binary fractions. */
  json: string;
  /** The same for a table: plain text, "" for a question passed over. */
  cell: string;
}

/**
 * An answer as Flow Results writes it: numbers plain and litres in litres, days `2026-11-23`, times
 * `08:30:00`, moments `2026-11-23T08:30:00-05:00`, yes and no, options by their keys, several as a
 * list; null for a question passed over. What the specification knows no form for comes as text.
 */
export function responseOf(value: FlowValue | null): Response {
  if (value === null) return { json: "null", cell: "" };
  switch (value.type) {
    case "number":
      return exactly(decimal(value.milli));
    case "litres":
      return exactly(decimal(value.ml));
    case "choices":
      return exactly(JSON.stringify(value.choices.map((choice) => choice.key)));
    default:
      return text(textOf(value));
  }
}

function textOf(value: FlowValue): string {
  switch (value.type) {
    case "time":
      return clock(value.minute);
    case "moment":
      return `${value.day}T${clock(value.minute)}-05:00`;
    case "file":
      return value.fileId;
    case "reading":
      return JSON.stringify(value.reading);
    default:
      return noteValue(value);
  }
}

/** An instant in Lima, to the millisecond: `2026-11-23T07:00:00.000-05:00`. */
export function limaTimestamp(instant: Date): string {
  const seconds = instant.toISOString().slice(17, -1);
  return `${limaDay(instant)}T${clock(limaMinutes(instant)).slice(0, 6)}${seconds}-05:00`;
}

function exactly(json: string): Response {
  return { json, cell: json };
}

function text(cell: string): Response {
  return { json: JSON.stringify(cell), cell };
}

/** Thousandths as a decimal with only the digits it needs: 1500 is `1.5`. */
function decimal(milli: number): string {
  const rest = String(Math.abs(milli) % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  const sign = milli < 0 ? "-" : "";
  return `${sign}${Math.trunc(Math.abs(milli) / 1000)}${rest === "" ? "" : `.${rest}`}`;
}

function clock(minute: number): string {
  const two = (count: number): string => String(count).padStart(2, "0");
  return `${two(Math.trunc(minute / 60))}:${two(minute % 60)}:00`;
}
