import type { Figure, FlowValue, FlowValues } from "../core/value.ts";

/** A value as it is stored: its type and what it holds, `["litres", 12000]`; larger ones whole. */
export type PackedValue = [type: FlowValue["type"], ...inside: unknown[]];

/** Variables as they are stored. */
export type PackedValues = Record<string, PackedValue>;

/** Packs variables. */
export function packValues(values: FlowValues): PackedValues {
  const packed: PackedValues = {};
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value !== undefined) packed[name] = packValue(value);
  }
  return packed;
}

/** Variables as they were before they were packed. */
export function unpackValues(packed: PackedValues): FlowValues {
  const values: FlowValues = {};
  for (const name of Object.keys(packed)) {
    const value = packed[name];
    if (value !== undefined) values[name] = unpackValue(value);
  }
  return values;
}

/** Packs one value. */
export function packValue(value: FlowValue): PackedValue {
  switch (value.type) {
    case "text":
      return [value.type, value.text];
    case "number":
      return [value.type, value.milli];
    case "truth":
      return [value.type, value.truth];
    case "litres":
      return [value.type, value.ml];
    case "day":
      return [value.type, value.day];
    case "time":
      return [value.type, value.minute];
    case "moment":
      return [value.type, value.day, value.minute];
    case "choice":
      return [value.type, value.choice.key, value.choice.label];
    case "figures":
      return [value.type, ...value.figures.map(packFigure)];
    case "change":
      return [value.type, value.percent];
    case "container":
      return [value.type, value.countMilli, value.unit];
    case "options":
      return [value.type, ...value.options.map(packValue)];
    case "money":
      return [value.type, value.centimos];
    case "term":
      return [value.type, value.term];
    case "state":
      return [value.type, value.state];
    default:
      return [value.type, value];
  }
}

/** A value as it was before it was packed. */
export function unpackValue(packed: PackedValue): FlowValue {
  const [type, first, second] = packed;
  switch (type) {
    case "text":
      return { type, text: first as string };
    case "number":
      return { type, milli: first as number };
    case "truth":
      return { type, truth: first as boolean };
    case "litres":
      return { type, ml: first as number };
    case "day":
      return { type, day: first as string };
    case "time":
      return { type, minute: first as number };
    case "moment":
      return { type, day: first as string, minute: second as number };
    case "choice":
      return { type, choice: { key: first as string, label: second as string } };
    case "figures":
      return { type, figures: (packed.slice(1) as PackedFigure[]).map(unpackFigure) };
    case "change":
      return { type, percent: first as number | null };
    case "container":
      return { type, unit: second as string, countMilli: first as number };
    case "options":
      return { type, options: (packed.slice(1) as PackedValue[]).map(unpackValue) };
    case "money":
      return { type, centimos: first as number };
    case "term":
      return { type, term: first as string };
    case "state":
      return { type, state: first };
    default:
      return first as FlowValue;
  }
}

/** A day's milk; the milkings only where one is told. */
type PackedFigure = [day: string, totalMl: number, ...milkings: (number | null | undefined)[]];

function packFigure({ day, totalMl, morningMl, eveningMl }: Figure): PackedFigure {
  return morningMl === null && eveningMl === null
    ? [day, totalMl]
    : [day, totalMl, morningMl, eveningMl];
}

function unpackFigure([day, totalMl, morningMl = null, eveningMl = null]: PackedFigure): Figure {
  return { day, totalMl, morningMl, eveningMl };
}
