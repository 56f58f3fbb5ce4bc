import { sha256 } from "../../core/ids.ts";
import { isLimaDay, type LimaDay } from "../../core/lima.ts";
import { isPlace, PLACES, type Place } from "../../core/places.ts";
import { PRODUCTS, SIZES, UNITS, type Product, type Size, type Unit } from "../../core/products.ts";
import { readTableFile, type TableCell } from "../../tables/read-table.ts";
import { isPlausible, rounded, unitPrice } from "./units.ts";

/** The columns of a price table; `size`, `each_g` and `source` may be missing or empty. */
const COLUMNS = ["date", "product", "size", "place", "price", "unit", "each_g", "source"] as const;
const REQUIRED = ["date", "product", "place", "price", "unit"] as const;
type Column = (typeof COLUMNS)[number];

/** Something wrong in a file, with what to do; rows count from 1, the header. */
export interface PriceProblem {
  row: number;
  column: Column | null;
  problem: string;
}

/** A price of a table, ready to be kept. */
export interface ListedPrice {
  row: number;
  day: LimaDay;
  product: Product;
  size: Size | null;
  place: Place;
  centimos: number;
  unit: Unit;
  eachGrams: number | null;
  perPriced: number;
  source: string;
  /** The same row of the same prices, in whatever file it comes again. */
  key: string;
}

/** Reads a CSV or XLSX table of prices; every row is checked, and nothing is kept of a file with a problem. */
export async function readPrices(
  bytes: Uint8Array,
  file: string,
  today: LimaDay,
): Promise<{ prices: ListedPrice[]; problems: PriceProblem[] }> {
  const table = await readTableFile(bytes);
  if ("problem" in table)
    return { prices: [], problems: [{ row: table.row, column: null, problem: table.problem }] };
  const header = (table.cells[0] ?? []).map((cell) => textOf(cell).toLowerCase());
  const problems: PriceProblem[] = [
    ...REQUIRED.filter((column) => !header.includes(column)).map((column) => ({
      row: 1,
      column: null,
      problem: `The column ${column} is missing. The columns are ${COLUMNS.join(", ")}.`,
    })),
    ...header
      .filter((name) => name !== "" && !(COLUMNS as readonly string[]).includes(name))
      .map((name) => ({
        row: 1,
        column: null,
        problem: `"${name}" is no column of a price table. The columns are ${COLUMNS.join(", ")}.`,
      })),
  ];
  if (problems.length > 0) return { prices: [], problems };
  const prices: ListedPrice[] = [];
  const seen = new Map<string, number>();
  for (const [index, cells] of table.cells.slice(1).entries()) {
    if (cells.every((cell) => textOf(cell) === "")) continue;
    const row = index + 2;
    const value = (column: Column): TableCell => cells[header.indexOf(column)] ?? null;
    const read = readRow(row, value, file, today);
    if ("problems" in read) problems.push(...read.problems);
    else {
      const before = seen.get(read.price.key);
      if (before !== undefined)
        problems.push({
          row,
          column: null,
          problem: `The same as row ${before}. Remove one of them.`,
        });
      seen.set(read.price.key, row);
      prices.push(read.price);
    }
  }
  return { prices, problems };
}

function readRow(
  row: number,
  value: (column: Column) => TableCell,
  file: string,
  today: LimaDay,
): { price: ListedPrice } | { problems: PriceProblem[] } {
  const problems: PriceProblem[] = [];
  const wrong = (column: Column, problem: string): null => {
    problems.push({ row, column, problem });
    return null;
  };
  const one = <Key extends string>(column: Column, keys: readonly Key[]): Key | null => {
    const told = textOf(value(column)).toLowerCase();
    const found = keys.find((key) => key === told);
    return found ?? wrong(column, `"${told}" is not known. Write one of ${keys.join(", ")}.`);
  };
  const day = dayOf(value("date")) ?? wrong("date", "Write the day as 2026-11-23.");
  if (day !== null && day > today) wrong("date", `${day} lies in the future.`);
  const product = one("product", PRODUCTS);
  const size = textOf(value("size")) === "" ? null : one("size", SIZES);
  const placed = textOf(value("place")).toLowerCase();
  const place = isPlace(placed)
    ? placed
    : wrong("place", `"${placed}" is not known. Write one of ${Object.keys(PLACES).join(", ")}.`);
  const unit = one("unit", UNITS);
  const centimos =
    centimosOf(value("price")) ?? wrong("price", "Write soles with a point, for example 1.80.");
  const grams = textOf(value("each_g"));
  const eachGrams =
    grams === ""
      ? null
      : /^[1-9]\d{1,5}$/.test(grams)
        ? Number(grams)
        : wrong("each_g", "Write whole grams, for example 1000.");
  const told =
    product === null || unit === null || centimos === null
      ? null
      : unitPrice(product, centimos, { unit, countMilli: 1000 }, eachGrams);
  if (
    problems.length > 0 ||
    day === null ||
    product === null ||
    place === null ||
    unit === null ||
    centimos === null
  )
    return { problems };
  if (told === null)
    return {
      problems: [
        {
          row,
          column: "unit",
          problem: `A price by the ${unit} cannot be compared for ${product}. Use another unit, or tell each_g.`,
        },
      ],
    };
  if (!isPlausible(product, told))
    return {
      problems: [
        {
          row,
          column: "price",
          problem: `${textOf(value("price"))} by the ${unit} is no believable price of ${product}. Is the point in the right place?`,
        },
      ],
    };
  const source = textOf(value("source")) || file;
  const key = `import:${sha256([day, product, size, place, unit, eachGrams, centimos, source].join("|"))}`;
  return {
    price: {
      row,
      day,
      product,
      size,
      place,
      centimos,
      unit,
      eachGrams,
      perPriced: rounded(told),
      source,
      key,
    },
  };
}

function textOf(cell: TableCell): string {
  return cell === null ? "" : String(cell).trim();
}

function dayOf(cell: TableCell): LimaDay | null {
  // A workbook's dates come as midnights in UTC.
  const text = cell instanceof Date ? cell.toISOString().slice(0, 10) : textOf(cell);
  return isLimaDay(text) ? text : null;
}

/** Whole centimos of "1.80", "1,8" or 18; null for anything else. */
function centimosOf(cell: TableCell): number | null {
  const match = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(textOf(cell));
  if (match === null) return null;
  const centimos = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return centimos > 0 ? centimos : null;
}
