import { ROLES } from "../core/authority.ts";
import { OperatorError } from "../core/errors.ts";
import { isLanguage } from "../core/language.ts";

/** What a person may be chosen by. */
export const AUDIENCE_KEYS = [
  "role",
  "municipality",
  "district",
  "community",
  "association",
  "space",
  "family",
  "language",
  "sex",
  "age",
  "reported",
  "active",
  "answered",
] as const;
export type AudienceKey = (typeof AUDIENCE_KEYS)[number];

/** One condition: any of the values, or none of them. */
export interface Condition {
  key: AudienceKey;
  not: boolean;
  values: string[];
}

const TERM = /([a-z_]+)(!?=)("[^"]*"|[^\s"]+)\s*/gy;

/** What the values of a key look like, and how to write them. */
const FORMS: Partial<Record<AudienceKey, { fits: (value: string) => boolean; write: string }>> = {
  role: {
    fits: (value) => (ROLES as readonly string[]).includes(value),
    write: ROLES.join(", "),
  },
  language: { fits: isLanguage, write: "es, qu, fr or en" },
  sex: { fits: (value) => value === "F" || value === "M", write: "F or M" },
  age: { fits: (value) => /^\d{1,3}-\d{1,3}$/.test(value), write: "two ages such as 18-30" },
  reported: { fits: isSpan, write: "today, or days such as 7d" },
  active: { fits: isSpan, write: "today, or days such as 30d" },
};

function isSpan(value: string): boolean {
  return value === "today" || /^\d{1,3}d$/.test(value);
}

/** Whom an audience holds: all conditions, and none of the exceptions. */
export interface Audience {
  wanted: string;
  except: string[];
}

/**
 * An audience and its exceptions: `role=producer except community=Marku except @elders`. Each is read by
 * itself.
 * @throws OperatorError when a part is missing
 */
export function partsOf(text: string): Audience {
  const [wanted = "", ...except] = text.split(
    /(?:^|\s+)except(?:\s+|$)(?=(?:[^"]*"[^"]*")*[^"]*$)/,
  );
  if (except.some((part) => part.trim() === ""))
    throw new OperatorError(
      "After except comes whom to leave out, for example: except community=Marku",
    );
  return { wanted, except };
}

/**
 * Reads an audience: `role=producer municipality=Anta,Chinchaypujio association!="Sumaq Ñan" reported!=7d`.
 * All conditions hold together; commas mean any of the values.
 * @throws OperatorError that names the part and how to write it
 */
export function readAudience(text: string): Condition[] {
  const conditions: Condition[] = [];
  const trimmed = text.trim();
  TERM.lastIndex = 0;
  while (TERM.lastIndex < trimmed.length) {
    const at = TERM.lastIndex;
    const term = TERM.exec(trimmed);
    if (term === null)
      throw new OperatorError(
        `"${trimmed.slice(at, at + 40)}" is no condition. Write for example: role=producer municipality=Anta association="Sumaq Ñan"`,
      );
    const [, key = "", sign, values = ""] = term;
    conditions.push(conditionOf(key, sign === "!=", values));
  }
  if (conditions.length === 0)
    throw new OperatorError(
      "The audience is empty. Write for example: role=producer municipality=Anta",
    );
  return conditions;
}

function conditionOf(key: string, not: boolean, written: string): Condition {
  const known = AUDIENCE_KEYS.find((one) => one === key);
  if (known === undefined)
    throw new OperatorError(
      `People cannot be chosen by "${key}". Choose by ${AUDIENCE_KEYS.join(", ")}.`,
    );
  const values = written
    .replaceAll('"', "")
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
  const form = FORMS[known];
  const wrong = values.find((value) => form !== undefined && !form.fits(value));
  if (wrong !== undefined || values.length === 0)
    throw new OperatorError(
      `${known}=${wrong ?? written}: write ${form?.write ?? "a name"} after ${known}=.`,
    );
  return { key: known, not, values };
}
