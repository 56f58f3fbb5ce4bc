import { expect } from "vitest";

/**
 * Rules of https://floip.gitbook.io/flow-results-specification/specification and of Frictionless data
 * packages, transcribed: what a package of descriptor and rows breaks.
 */
export function expectPackage(descriptor: unknown, rows: unknown): void {
  const told = descriptor as Record<string, never>;
  expect(told).toMatchObject({
    profile: "flow-results-package",
    flow_results_specification_version: expect.stringMatching(/^\d+\.\d+\.\d+(-\w+)?$/),
    created: expect.stringMatching(DATE_TIME),
    modified: expect.stringMatching(DATE_TIME),
    id: expect.stringMatching(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    ),
    name: expect.stringMatching(/^[a-z0-9._-]+$/),
    title: expect.any(String),
  });
  expect(told["resources"]).toHaveLength(1);
  const [resource] = told["resources"] as unknown as Resource[];
  if (resource === undefined) return;
  expect(resource).not.toHaveProperty("data");
  expect(resource.name).toMatch(/^[a-z0-9._-]+$/);
  expect(resource.path).toMatch(/^(?![/.])[^\\]+$/);
  expect(resource.mediatype).toBe("application/json");
  expect(resource.encoding).toBe("utf-8");
  expect(resource.bytes).toBeGreaterThan(0);
  const { language, fields, questions } = resource.schema;
  expect(language).toMatch(/^[a-z]{3}$/);
  expect(fields).toEqual(FIELDS.map(([name, title, type]) => ({ name, title, type })));
  for (const question of Object.values(questions)) {
    expect(Object.keys(RESPONSES)).toContain(question.type);
    expect(question.label).toEqual(expect.any(String));
    expect(question.type_options).toEqual(expect.any(Object));
    if (question.type.startsWith("select"))
      expect(question.type_options.choices).toEqual(expect.any(Array));
  }
  expectRows(rows, questions);
}

type Question = { type: string; label: string; type_options: { choices?: string[] } };

interface Resource {
  name: string;
  path: string;
  mediatype: string;
  encoding: string;
  bytes: number;
  schema: { language: string; fields: unknown[]; questions: Record<string, Question> };
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d$/;
const FIELDS = [
  ["timestamp", "Timestamp", "datetime"],
  ["row_id", "Row ID", "string"],
  ["contact_id", "Contact ID", "string"],
  ["session_id", "Session ID", "string"],
  ["question_id", "Question ID", "string"],
  ["response", "Response", "any"],
  ["response_metadata", "Response Metadata", "object"],
];

/** Whether a response is one to a question of that type. */
const RESPONSES: Record<string, (response: unknown, choices: string[]) => boolean> = {
  select_one: (response, choices) => choices.includes(response as string),
  select_many: (response, choices) =>
    Array.isArray(response) && response.every((one) => choices.includes(one as string)),
  numeric: (response) => typeof response === "number",
  open: () => true,
  text: (response) => typeof response === "string",
  date: (response) => /^\d{4}-\d\d-\d\d$/.test(response as string),
  time: (response) => /^\d\d:\d\d:\d\d$/.test(response as string),
  datetime: (response) => DATE_TIME.test(response as string),
};

function expectRows(rows: unknown, questions: Record<string, Question>): void {
  const ids = new Set<string>();
  for (const row of rows as unknown[][]) {
    expect(row).toHaveLength(FIELDS.length);
    const [timestamp, id, contact, session, questionId, response, metadata] = row;
    expect(timestamp).toMatch(DATE_TIME);
    for (const text of [id, contact, session]) expect(text).toMatch(/^\S+$/);
    expect(ids.has(id as string), `row ${String(id)} comes twice`).toBe(false);
    ids.add(id as string);
    const question = questions[questionId as string];
    expect(question, `question ${String(questionId)}`).toBeDefined();
    const fits = RESPONSES[question?.type ?? ""];
    if (response !== null)
      expect(fits?.(response, question?.type_options.choices ?? []), JSON.stringify(response)).toBe(
        true,
      );
    expect(metadata).toEqual(expect.any(Object));
    if (question?.type === "open")
      expect(metadata).toMatchObject({
        type: expect.any(String),
        type_options: expect.any(Object),
      });
  }
}
