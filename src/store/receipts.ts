import type { Receipt } from "../core/channel.ts";
import type { ChannelName, OutboxKind } from "../core/message.ts";
import { instant, type Connection } from "./connection.ts";
import { markSent } from "./outbox.ts";
import { noteFate } from "./fates.ts";

interface TrackedRow {
  id: string;
  identity_id: string;
  kind: OutboxKind;
  content: string;
  state: string;
  unknowns: number;
  delivered_at: string | null;
  read_at: string | null;
}

/** What a receipt told that was not known before; null for a message that is not ours, and for old news. */
export interface News {
  identityId: string;
  /** The question of a message that is only now known to have left. */
  left: { question: string | null } | null;
}

/**
 * Notes what the messenger tells about a message: in its outbox row and, of a broadcast, in its recipient.
 * Receipts may come twice and in any order: a message that arrived is never failed or sent again by an
 * older one. A receipt proves that a message whose outcome was unknown has left.
 */
export async function noteReceipt(
  tx: Connection,
  channel: ChannelName,
  receipt: Receipt,
  now: Date,
): Promise<News | null> {
  const row = await rowOf(tx, channel, receipt);
  if (row === null) return null;
  const isOpen = row.state === "sending" || row.state === "unknown";
  const isDoubtful = isOpen || (row.state === "queued" && row.unknowns > 0);
  const hasArrived = row.delivered_at !== null;
  if (receipt.state === "failed") {
    if (hasArrived || !(isDoubtful || row.state === "sent")) return null;
    await tx.run(
      "UPDATE outbox SET state = 'failed', failure = $2, provider_id = $3 WHERE id = $1",
      row.id,
      receipt.reason ?? "failed",
      receipt.providerId,
    );
    await noteFate(tx, row.id, "failed", receipt.reason, now);
    return { identityId: row.identity_id, left: null };
  }
  const wasFailed = row.state === "failed" && receipt.state !== "sent";
  if (!isDoubtful && !wasFailed && row.state !== "sent") return null;
  const hasLeft = isDoubtful && (await markSent(tx, row, receipt.providerId, receipt.at));
  const { question } = JSON.parse(row.content) as { question: string | null };
  const news = { identityId: row.identity_id, left: hasLeft ? { question } : null };
  if (receipt.state === "sent") return hasLeft ? news : null;
  if (receipt.state === "delivered" ? hasArrived : row.read_at !== null) return null;
  await tx.run(
    `UPDATE outbox SET state = 'sent', failure = NULL, provider_id = $2, sent_at = COALESCE(sent_at, $3),
       delivered_at = COALESCE(delivered_at, $3), read_at = $4 WHERE id = $1`,
    row.id,
    receipt.providerId,
    instant(receipt.at),
    receipt.state === "read" ? instant(receipt.at) : null,
  );
  await noteFate(tx, row.id, receipt.state, null, now);
  return news;
}

const COLUMNS = "id, identity_id, kind, content, state, unknowns, delivered_at, read_at";

async function rowOf(
  tx: Connection,
  channel: ChannelName,
  { parcelId, providerId }: Receipt,
): Promise<TrackedRow | null> {
  const [byParcel] =
    parcelId === null
      ? []
      : await tx.query<TrackedRow>(
          `SELECT ${COLUMNS} FROM outbox WHERE id = $1 AND channel = $2${tx.forUpdate}`,
          parcelId,
          channel,
        );
  if (byParcel !== undefined) return byParcel;
  const [byProvider] = await tx.query<TrackedRow>(
    `SELECT ${COLUMNS} FROM outbox WHERE provider_id = $1 AND channel = $2${tx.forUpdate}`,
    providerId,
    channel,
  );
  return byProvider ?? null;
}
