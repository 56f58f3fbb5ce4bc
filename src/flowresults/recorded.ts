import { OperatorError } from "../core/errors.ts";
import { addDays, limaInstant, type LimaDay } from "../core/lima.ts";
import type { Program } from "../flow/program.ts";
import { instant, type Connection, type Store } from "../store/connection.ts";
import { publications } from "../store/publications.ts";
import { readProgram } from "../store/sessions.ts";
import type { Version } from "./questions.ts";

/** Lima days from one to another, both included. */
export interface Period {
  from: LimaDay;
  to: LimaDay;
}

/** A conversation, and one answer of it; `node`, `value` and `at` are null where it has none at all. */
export interface RecordedAnswer {
  run: string;
  person: string | null;
  channel: string;
  language: string | null;
  program: string;
  began_at: string;
  ended_at: string | null;
  outcome: string | null;
  node: string | null;
  /** A flow value as JSON, or `null` for a question passed over. */
  value: string | null;
  at: string | null;
}

/**
 * Every program of the flow: those that were talked with by their first conversation, then the others,
 * so that a later conversation or version moves none of the earlier ones. A moved conversation may
 * stand in a program that nobody ever began.
 */
const SELECT_VERSIONS = `SELECT program.body AS body, used.inside AS inside
  FROM program LEFT JOIN (
    SELECT program AS hash, MIN(began_at) AS began,
      SUM(CASE WHEN began_at >= $2 AND began_at < $3 THEN 1 ELSE 0 END) AS inside
    FROM flow_run WHERE flow = $1 GROUP BY program
  ) AS used ON used.hash = program.hash
  WHERE program.flow = $1
  ORDER BY CASE WHEN used.began IS NULL THEN 1 ELSE 0 END, used.began, program.created_at, program.hash`;

/** Conversations a page; each has at most as many answers as its flow has questions. */
const PAGE = 500;
/**
 * The inner query walks the index flow_run (flow, began_at) from where the last page ended, the outer
 * one looks answers up by their primary key.
 */
const SELECT_PAGE = `SELECT r.id AS run, r.person_id AS person, r.channel, r.language, r.program,
    r.began_at, r.ended_at, r.outcome, a.node, a.value, a.at
  FROM (
    SELECT id, person_id, channel, language, program, began_at, ended_at, outcome FROM flow_run
    WHERE flow = $1 AND began_at < $2 AND (began_at, id) > ($3, $4)
    ORDER BY began_at, id LIMIT ${PAGE}
  ) AS r LEFT JOIN flow_answer a ON a.run_id = r.id
  ORDER BY r.began_at, r.id, a.at, a.node`;

/**
 * The flow's versions, oldest first. In a period without conversations, the one in force counts as used.
 * @throws OperatorError when there is no such flow, or it keeps no answers
 */
export async function readVersions(store: Store, flow: string, period: Period): Promise<Version[]> {
  const { from, until } = bounds(period);
  return store.read(async (connection) => {
    const rows = await connection.query<{ body: string; inside: number | null }>(
      SELECT_VERSIONS,
      flow,
      instant(from),
      instant(until),
    );
    const versions = rows.map(({ body, inside }) => ({
      program: JSON.parse(body) as Program,
      used: (inside ?? 0) > 0,
    }));
    if (versions.some(({ used }) => used)) return versions;
    const current = (await publications(connection)).find((one) => one.flow === flow)?.program;
    const inForce = versions.find(({ program }) => program.hash === current);
    const wasUsed = rows.some(({ inside }) => inside !== null);
    if (!wasUsed && inForce?.program.record !== true)
      throw new OperatorError(await refusal(connection, flow, versions.length > 0));
    return versions.map((version) => ({ ...version, used: version === inForce }));
  });
}

async function refusal(connection: Connection, flow: string, isKnown: boolean): Promise<string> {
  if (isKnown)
    return `The flow ${flow} keeps no answers. Write "record: true" into its file and publish it; what is said from then on can be taken out.`;
  const recorded = new Set(
    (await connection.query<{ flow: string }>("SELECT DISTINCT flow FROM flow_run")).map(
      (row) => row.flow,
    ),
  );
  for (const one of await publications(connection)) {
    const body = await readProgram(connection, one.program);
    if (body !== null && (JSON.parse(body) as Program).record) recorded.add(one.flow);
  }
  const names = [...recorded].sort().join(", ");
  return `There is no flow ${flow}. ${
    names === ""
      ? 'No flow keeps answers: that takes "record: true" in its file, published.'
      : `Flows that keep answers: ${names}.`
  }`;
}

/**
 * Conversations that began in the period with their answers, by when they began. Reads a page at a
 * time, so that neither memory nor a long transaction is held.
 */
export async function* readAnswers(
  store: Store,
  flow: string,
  period: Period,
): AsyncGenerator<RecordedAnswer> {
  const { from, until } = bounds(period);
  // No id is empty, so every conversation of the first instant comes after this key.
  let key = { began: instant(from), run: "" };
  for (;;) {
    const page = await store.read((connection) =>
      connection.query<RecordedAnswer>(SELECT_PAGE, flow, instant(until), key.began, key.run),
    );
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    key = { began: last.began_at, run: last.run };
  }
}

function bounds({ from, to }: Period): { from: Date; until: Date } {
  return { from: limaInstant(from, 0), until: limaInstant(addDays(to, 1), 0) };
}
