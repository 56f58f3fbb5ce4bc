import type { Purpose } from "../../../core/caller.ts";
import type { Language } from "../../../core/language.ts";
import type { Role } from "../../../core/authority.ts";

/** One person of the roster, every value checked. Null and empty lists: the file says nothing. */
export interface RosterRow {
  /** Row in the file; the header is row 1. */
  row: number;
  familyCode: string;
  familyName: string;
  personName: string;
  sex: "F" | "M" | null;
  birthYear: number | null;
  /** +51 and nine digits. */
  phone: string | null;
  telegramId: string | null;
  /** A new person without one speaks es. */
  language: Language | null;
  community: string | null;
  district: string | null;
  municipality: string | null;
  association: string | null;
  /** A new person without any is a producer. */
  roles: Role[];
  dni: string | null;
  /** Empty for "no". */
  purposes: Purpose[] | null;
}

/** What the operator must know about one place of the file. It may quote the cell: never log it. */
export interface RosterProblem {
  row: number;
  /** Null when it concerns the whole row or file. */
  column: string | null;
  /** What is wrong and what to do, in plain English. */
  problem: string;
}
