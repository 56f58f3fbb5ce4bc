import { oldestIdOf } from "../core/ids.ts";
import type { Connection } from "./connection.ts";
import { readLine, type WhatsAppLineRow } from "./whatsapp.ts";

/** What operators see of a line. */
export interface LineReport {
  line: WhatsAppLineRow | null;
  /** Messages that wait to be sent. */
  waiting: number;
  /** Of the last day's messages, leaving out those that left a moment ago. */
  sent: number;
  delivered: number;
  /** Messages go out and no receipts come back. */
  silent: boolean;
  disconnects: { at: Date; code: number | null }[];
}

const DAY_MS = 86_400_000;
/** A receipt may take so long before it is missed: a phone that is off is no alarm. */
const PATIENCE_MS = 5 * 60_000;
/** So many messages in a row without a receipt, to different people, are no phones that are off. */
const SILENT_MESSAGES = 8;
const SHOWN_DISCONNECTS = 10;

/**
 * How a line does. Ids made at the machine's own clock bound what is looked at.
 * @param now the machine's clock
 */
export async function reportOfLine(
  connection: Connection,
  name: string,
  now: Date,
): Promise<LineReport> {
  const since = oldestIdOf(new Date(now.getTime() - DAY_MS));
  const until = oldestIdOf(new Date(now.getTime() - PATIENCE_MS));
  const [counts] = await connection.query<{ sent: number | bigint; delivered: number | bigint }>(
    `SELECT COUNT(*) AS sent, COUNT(delivered_at) AS delivered FROM outbox
     WHERE id >= $1 AND id < $2 AND channel = 'whatsapp' AND state = 'sent'`,
    since,
    until,
  );
  const [waiting] = await connection.query<{ count: number | bigint }>(
    "SELECT COUNT(*) AS count FROM outbox WHERE state IN ('queued', 'sending') AND channel = 'whatsapp'",
  );
  const newest = await connection.query<{ identity_id: string; delivered_at: string | null }>(
    `SELECT identity_id, delivered_at FROM outbox
     WHERE id >= $1 AND id < $2 AND channel = 'whatsapp' AND state = 'sent' ORDER BY id DESC LIMIT $3`,
    since,
    until,
    SILENT_MESSAGES,
  );
  const disconnects = await connection.query<{ at: string; code: number | null }>(
    "SELECT at, code FROM whatsapp_disconnect WHERE line = $1 ORDER BY id DESC LIMIT $2",
    name,
    SHOWN_DISCONNECTS,
  );
  return {
    line: await readLine(connection, name),
    waiting: Number(waiting?.count ?? 0),
    sent: Number(counts?.sent ?? 0),
    delivered: Number(counts?.delivered ?? 0),
    silent:
      newest.length === SILENT_MESSAGES &&
      newest.every((row) => row.delivered_at === null) &&
      new Set(newest.map((row) => row.identity_id)).size > 1,
    disconnects: disconnects.map(({ at, code }) => ({ at: new Date(at), code })),
  };
}
