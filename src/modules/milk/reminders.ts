import type { Clock } from "../../core/clock.ts";
import { isReminderHour, nightfall } from "../../core/hours.ts";
import { isLanguage, type Language } from "../../core/language.ts";
import { limaDay, type LimaDay } from "../../core/lima.ts";
import type { ChannelName, OutgoingContent } from "../../core/message.ts";
import { instant, type Connection, type Store } from "../../store/connection.ts";
import { restingSql, restNames } from "../../store/rest-days.ts";
import { isQuestionHeld } from "../../store/sessions.ts";
import { identitiesOf } from "../../store/identities.ts";
import { takeAttention } from "../../store/attention.ts";
import { queueOutbound } from "../../store/outbox.ts";

export interface ReminderTools {
  store: Store;
  clock: Clock;
  /** Messages a day that a person gets without having written. */
  attention: number;
  /** The reminder in a language, for a person of that name. */
  write(language: Language, name: string): OutgoingContent;
  sent(channel: ChannelName, identityId: string): void;
}

const JOB = "milk_reminder";

/** A question is waited for so long; its own nudge comes meanwhile. */
const QUESTION_LIFE_MS = 24 * 3_600_000;
const PAGE = 200;

interface FamilyRow {
  person_id: string;
  family_id: string;
  identity_id: string;
  channel: ChannelName;
  address: string;
  name: string;
  language: string;
  /** Where the conversation stands; null when there was none. */
  state: string | null;
  updated_at: string | null;
}

/**
 * Reminds each family once, between 18:00 and 20:00 Lima time, when it has not reported that day and
 * somebody of it agreed to be reminded. Runs to its end once a day, however often it is called.
 */
export async function remind(tools: ReminderTools): Promise<void> {
  if (!isReminderHour(tools.clock.now())) return;
  const day = limaDay(tools.clock.now());
  for (let more = true; more;) more = await remindPage(tools, day);
}

async function remindPage(tools: ReminderTools, day: LimaDay): Promise<boolean> {
  const now = tools.clock.now();
  const reminded = await tools.store.transaction(async (tx) => {
    const cursor = await openRun(tx, day);
    if (cursor === null) return null;
    const families = await tx.query<{ id: string }>(
      "SELECT id FROM family WHERE id > $1 ORDER BY id LIMIT $2",
      cursor,
      PAGE,
    );
    const queued: FamilyRow[] = [];
    for (const family of families) {
      const row = await toRemind(tx, family.id, day, now);
      if (row !== null && (await queue(tx, tools, row, day, now))) queued.push(row);
    }
    const last = families.at(-1)?.id ?? cursor;
    const done = families.length < PAGE;
    await tx.run(
      "UPDATE daily_run SET cursor = $3, done_at = $4 WHERE job = $1 AND day = $2",
      JOB,
      day,
      last,
      done ? instant(now) : null,
    );
    return { queued, done };
  });
  if (reminded === null) return false;
  for (const row of reminded.queued) tools.sent(row.channel, row.identity_id);
  return !reminded.done;
}

/** Where today's run stands; null when it is done. The row is held, so that processes take turns. */
async function openRun(tx: Connection, day: LimaDay): Promise<string | null> {
  await tx.run(
    "INSERT INTO daily_run (job, day, cursor) VALUES ($1, $2, '') ON CONFLICT (job, day) DO NOTHING",
    JOB,
    day,
  );
  const [run] = await tx.query<{ cursor: string | null; done_at: string | null }>(
    `SELECT cursor, done_at FROM daily_run WHERE job = $1 AND day = $2${tx.forUpdate}`,
    JOB,
    day,
  );
  return run === undefined || run.done_at !== null ? null : (run.cursor ?? "");
}

/** Whom to remind in a family: the person who agreed and wrote to us last; null when nobody or not needed. */
async function toRemind(
  tx: Connection,
  familyId: string,
  day: LimaDay,
  now: Date,
): Promise<FamilyRow | null> {
  const [row] = await tx.query<FamilyRow>(
    `SELECT p.id AS person_id, p.family_id, i.id AS identity_id, i.channel, i.address, p.name, p.language, s.state, s.updated_at
     FROM person p JOIN ${identitiesOf("person_id IN (SELECT id FROM person WHERE family_id = $1)")} r ON r.person_id = p.id
     JOIN identity i ON i.id = r.identity_id LEFT JOIN session s ON s.identity_id = i.id
     WHERE p.family_id = $1 AND i.reachable
       AND EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id AND c.purpose = 'reminders' AND c.current AND c.granted)
       AND NOT EXISTS (SELECT 1 FROM milk_day d WHERE d.family_id = p.family_id AND d.day = $2)
       AND NOT ${restingSql("p.family_id", "$2", "$3")}
     ORDER BY CASE WHEN s.updated_at IS NULL THEN 1 ELSE 0 END, s.updated_at DESC, i.id LIMIT 1`,
    familyId,
    ...restNames(day),
  );
  if (row === undefined) return null;
  const { state, updated_at: updatedAt } = row;
  const isRecent =
    updatedAt !== null && new Date(updatedAt) > new Date(now.getTime() - QUESTION_LIFE_MS);
  // In the middle of a question the reminder would be taken for a part of it.
  return isRecent && state !== null && isQuestionHeld(state) ? null : row;
}

async function queue(
  tx: Connection,
  tools: ReminderTools,
  row: FamilyRow,
  day: LimaDay,
  now: Date,
): Promise<boolean> {
  if (!(await takeAttention(tx, row.person_id, day, tools.attention))) return false;
  const language = isLanguage(row.language) ? row.language : "es";
  const queued = await queueOutbound(
    tx,
    {
      identityId: row.identity_id,
      channel: row.channel,
      address: row.address,
      personId: row.person_id,
      lane: "bulk",
      kind: "reminder",
      content: tools.write(language, row.name.trim().split(/\s+/)[0] ?? ""),
      expiresAt: nightfall(now),
      onceKey: `${JOB}:${row.family_id}:${day}`,
    },
    now,
  );
  return queued !== null;
}
