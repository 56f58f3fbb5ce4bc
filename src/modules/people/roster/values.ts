import { ROLES, type Role } from "../../../core/authority.ts";
import { PURPOSES, type Purpose } from "../../../core/caller.ts";
import { isLanguage, LANGUAGES, type Language } from "../../../core/language.ts";
import { limaDay } from "../../../core/lima.ts";
import { closestWord, foldName, tidy } from "./names.ts";
import type { TableCell } from "../../../tables/read-table.ts";

/** A cell as understood; `warning` says what was mended on the way. Or what is wrong and what to do. */
export type CellReading<T> = { value: T; warning?: string } | { problem: string };

const MAX_NAME_LENGTH = 120;
const DAY_MS = 86_400_000;
const EXCEL_DAY_ZERO = Date.UTC(1899, 11, 30);
const EXCEL_ERROR = /^#(?:ERROR_.*|N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!)$/;

/** The cell as plain text, whatever it begins with; "" when empty. */
export function cellText(cell: TableCell | undefined): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  // Spreadsheets and our own exports write ' before = + - @ so that it is no formula.
  return tidy(String(cell)).replace(/^'(?='*[=+\-@＝＋－＠])/, "");
}

/** A name or code: null when empty. */
export function readName(cell: TableCell | undefined): CellReading<string | null> {
  const text = cellText(cell);
  if (EXCEL_ERROR.test(text)) {
    return { problem: `${quote(text)} is an error of Excel. Mend the formula or write the value.` };
  }
  if (text.length > MAX_NAME_LENGTH) {
    return { problem: `${quote(text)} is longer than ${MAX_NAME_LENGTH} letters. Shorten it.` };
  }
  return { value: text === "" ? null : text };
}

const SEXES = new Map<string, "F" | "M">([
  ["f", "F"],
  ["femenino", "F"],
  ["mujer", "F"],
  ["m", "M"],
  ["masculino", "M"],
  ["varon", "M"],
  ["hombre", "M"],
]);

/** F or M; also mujer, varón, hombre. */
export function readSex(cell: TableCell | undefined): CellReading<"F" | "M" | null> {
  const text = cellText(cell);
  if (text === "") return { value: null };
  const sex = SEXES.get(foldName(text));
  if (sex === undefined) return { problem: `${quote(text)} is not F or M. Write F or M.` };
  return { value: sex };
}

/** A year from 1900 to this one. Of a date of Excel the year is taken. */
export function readBirthYear(cell: TableCell | undefined, now: Date): CellReading<number | null> {
  const text = cellText(cell);
  if (text === "") return { value: null };
  const thisYear = Number(limaDay(now).slice(0, 4));
  let year = /^\d{4}$/.test(text) ? Number(text) : NaN;
  if (cell instanceof Date) {
    // A bare year in a column of dates: Excel counts it as days and shows some day of 1905.
    const days = Math.round((cell.getTime() - EXCEL_DAY_ZERO) / DAY_MS);
    year = days >= 1900 && days <= thisYear ? days : cell.getUTCFullYear();
  }
  if (year >= 1900 && year <= thisYear) return { value: year };
  return { problem: `${quote(text)} is no year of birth. Write a year from 1900 to ${thisYear}.` };
}

/** A Peruvian mobile as +51 and nine digits; spaces, dashes, dots and a missing +51 are mended. */
export function readPhone(cell: TableCell | undefined): CellReading<string | null> {
  const text = cellText(cell);
  if (text === "") return { value: null };
  const wanted = "Write +51 and the nine digits of a mobile, for example +51984123456.";
  if (/^\d[\d.,]*e\+?\d+$/i.test(text)) {
    return {
      problem: `Excel has shortened the phone to ${quote(text)}. Format the column as text and type it again.`,
    };
  }
  const digits = text.replaceAll(/[\s().\-–]/g, "").replace(/^(?:\+|00)/, "");
  if (!/^\d+$/.test(digits)) return { problem: `${quote(text)} is not one phone. ${wanted}` };
  const national = digits.length > 9 && digits.startsWith("51") ? digits.slice(2) : digits;
  if (/^9\d{8}$/.test(national)) return { value: `+51${national}` };
  if (/^0?(?:1\d{7}|[4-8]\d{7}|[2-7]\d{5,6})$/.test(national)) {
    return {
      problem: `${quote(text)} is a landline, which has no chat. Write a mobile or leave the cell empty.`,
    };
  }
  return { problem: `${quote(text)} is no mobile of Peru. ${wanted}` };
}

/** The number of a Telegram user, as text. */
export function readTelegramId(cell: TableCell | undefined): CellReading<string | null> {
  const text = cellText(cell);
  if (text === "") return { value: null };
  if (/^[1-9]\d{0,15}$/.test(text)) return { value: text };
  return {
    problem: `${quote(text)} is no Telegram id. Write the user's number, digits only, not the @name or the phone.`,
  };
}

/** One of our languages; null when empty, so that a language chosen by chat is kept. */
export function readLanguage(cell: TableCell | undefined): CellReading<Language | null> {
  const text = cellText(cell).toLowerCase();
  if (text === "") return { value: null };
  if (isLanguage(text)) return { value: text };
  return { problem: `${quote(text)} is no language we speak. Write ${LANGUAGES.join(", ")}.` };
}

/** Eight digits as text. Seven are an eighth whose leading zero a spreadsheet dropped: mended, with a warning. */
export function readDni(cell: TableCell | undefined): CellReading<string | null> {
  const text = cellText(cell).replaceAll(/[\s.-]/g, "");
  if (text === "") return { value: null };
  if (/^\d{8}$/.test(text)) return { value: text };
  if (/^\d{7}$/.test(text)) {
    const warning = `The DNI ${quote(text)} has seven digits and was read as 0${text}, because spreadsheets drop leading zeros. Check it and format the column as text.`;
    return { value: `0${text}`, warning };
  }
  return { problem: `${quote(text)} is no DNI. Write its eight digits or leave the cell empty.` };
}

/** Roles between spaces, semicolons, commas or bars; none when empty. */
export function readRoles(cell: TableCell | undefined): CellReading<Role[]> {
  const roles = new Set<Role>();
  for (const word of words(cellText(cell))) {
    const role = ROLES.find((candidate) => candidate === foldName(word));
    if (role === undefined) {
      return {
        problem: `${quote(word)} is no role; the closest is ${closestWord(word, ROLES)}. Roles are ${ROLES.join(", ")}.`,
      };
    }
    roles.add(role);
  }
  return { value: [...roles] };
}

/**
 * The purposes a person agreed to: all for yes, the named ones and `reports` besides; none for no;
 * null when nothing was said.
 */
export function readConsent(cell: TableCell | undefined): CellReading<Purpose[] | null> {
  const text = cellText(cell);
  const answer = foldName(text);
  if (answer === "") return { value: null };
  if (["yes", "si", "true"].includes(answer)) return { value: [...PURPOSES] };
  if (["no", "false"].includes(answer)) return { value: [] };
  const named = words(answer);
  const stranger = named.find((word) => !(PURPOSES as readonly string[]).includes(word));
  if (stranger !== undefined) {
    return {
      problem: `${quote(stranger)} is no consent. Write yes, no, or the purposes agreed to: ${PURPOSES.join(", ")}.`,
    };
  }
  return { value: PURPOSES.filter((purpose) => purpose === "reports" || named.includes(purpose)) };
}

/** A cell's words as a message to the operator shows them. */
export function quote(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

function words(text: string): string[] {
  return text.split(/[\s;,|]+/).filter((word) => word !== "");
}
