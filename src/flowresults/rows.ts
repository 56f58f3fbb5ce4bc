import { sha256 } from "../core/ids.ts";
import { isLanguage, type Language } from "../core/language.ts";
import type { FlowValue } from "../core/value.ts";
import type { TableValue } from "../tables/tables.ts";
import { openMetadata, type Questions } from "./questions.ts";
import type { RecordedAnswer } from "./recorded.ts";
import { limaTimestamp, responseOf } from "./responses.ts";

/** The seven columns of the specification, in its order. */
export const COLUMNS = [
  "timestamp",
  "row_id",
  "contact_id",
  "session_id",
  "question_id",
  "response",
  "response_metadata",
] as const;

/** One answer as a package holds it. */
export interface Row {
  /** The seven columns as a JSON array. */
  json: string;
  /** The same for a table. */
  cells: Record<(typeof COLUMNS)[number], TableValue>;
}

/** ISO 639-3, as the specification wants it; ours is the Quechua of Cusco. */
export const LANGUAGE_CODES: Record<Language, string> = {
  es: "spa",
  qu: "quz",
  fr: "fra",
  en: "eng",
};

/** The row of an answer: the same answer makes the same row in every export. */
export function rowOf(
  flow: string,
  answer: RecordedAnswer & { node: string; value: string; at: string },
  questions: Questions,
): Row {
  const value = JSON.parse(answer.value) as FlowValue | null;
  const { id, question } = questions.of(answer.program, answer.node, value);
  const { json, cell } = responseOf(value);
  const metadata = {
    ...(question.type === "open" ? openMetadata(value) : {}),
    ...labelsOf(value, question.type_options.labels ?? {}),
    ...(value === null ? { skipped: true } : {}),
    session: sessionOf(answer),
  };
  const first = [
    limaTimestamp(new Date(answer.at)),
    `${answer.run}.${answer.node}`,
    contactId(flow, answer),
    answer.run,
    id,
  ] as const;
  const [timestamp, row, contact, session, questionId] = first;
  return {
    json: `[${first.map((one) => JSON.stringify(one)).join(",")},${json},${JSON.stringify(metadata)}]`,
    cells: {
      timestamp,
      row_id: row,
      contact_id: contact,
      session_id: session,
      question_id: questionId,
      response: unguarded(value, cell),
      response_metadata: JSON.stringify(metadata),
    },
  };
}

/**
 * A name for the person that tells nobody who it is, the same in every package of this flow and another
 * in those of other flows, so that two surveys cannot be laid side by side. It is made of the person's
 * id, which never leaves the house and has more chance in it than anybody can try; whoever may see our
 * database finds the person again, for instance to erase what they said.
 */
export function contactId(
  flow: string,
  { person, run }: { person: string | null; run: string },
): string {
  return sha256(JSON.stringify(["flow results", flow, person ?? run])).slice(0, 32);
}

/** What became of the conversation: `outcome` is null while it is not finished. */
function sessionOf(answer: RecordedAnswer): Record<string, string | null> {
  const { language } = answer;
  return {
    began_at: limaTimestamp(new Date(answer.began_at)),
    ended_at: answer.ended_at === null ? null : limaTimestamp(new Date(answer.ended_at)),
    outcome: answer.outcome,
    channel: answer.channel,
    language: language !== null && isLanguage(language) ? LANGUAGE_CODES[language] : null,
    version: answer.program.slice(0, 12),
  };
}

/** Options made at run time have no label in the flow: each row tells what was read. */
function labelsOf(
  value: FlowValue | null,
  known: Record<string, string>,
): { labels?: Record<string, string> } {
  const chosen =
    value?.type === "choices" ? value.choices : value?.type === "choice" ? [value.choice] : [];
  const unknown = chosen.filter(({ key }) => !Object.hasOwn(known, key));
  return unknown.length === 0
    ? {}
    : { labels: Object.fromEntries(unknown.map(({ key, label }) => [key, label])) };
}

/** A number below zero is no formula: as a number it needs no mark before it, where it is exact as one. */
function unguarded(value: FlowValue | null, cell: string): TableValue {
  if (value?.type !== "number" && value?.type !== "litres") return cell;
  return String(Number(cell)) === cell ? Number(cell) : cell;
}
