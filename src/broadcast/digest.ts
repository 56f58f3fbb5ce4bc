import { isLanguage } from "../core/language.ts";
import { CHANNEL_LIMITS } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";
import { instant, type Connection } from "../store/connection.ts";
import { firstNameIn, isOnlyWords, readContent, textFor } from "./content.ts";
import { skip, type RecipientRow } from "./recipient.ts";

/** Letters of a digest that belong to its greeting. */
const GREETING = 400;

/** Several messages that become one. */
export interface Digest {
  /** What the flow of the digest is told. */
  values: FlowValues;
  /** Recipients whose messages are in it. */
  recipients: string[];
}

/**
 * Merges the texts that were put off for somebody because a day's attention was used up; null when there is
 * only one of them, which goes out as it is. What does not fit waits for the next.
 */
export async function digestOf(
  tx: Connection,
  row: RecipientRow,
  now: Date,
): Promise<Digest | null> {
  const waiting = await tx.query<{
    id: string;
    content: string;
    consented: number | boolean;
  }>(
    `SELECT r.id, b.content,
       EXISTS (SELECT 1 FROM consent WHERE person_id = r.person_id AND purpose = b.purpose AND current AND granted) AS consented
     FROM broadcast_recipient r JOIN broadcast b ON b.id = r.broadcast_id
     WHERE r.person_id = $1 AND r.channel = $2 AND r.state = 'queued' AND r.outbox_id IS NULL AND r.merged AND r.due_at <= $3
       AND b.state = 'running'
     ORDER BY b.id${tx.skipLocked === "" ? "" : " FOR UPDATE OF r SKIP LOCKED"}`,
    row.person_id,
    row.channel,
    instant(now),
  );
  const limit = CHANNEL_LIMITS.telegram.text - GREETING;
  const texts: string[] = [];
  const recipients: string[] = [];
  for (const { id, content: stored, consented } of waiting) {
    const content = readContent(stored);
    if (!isOnlyWords(content)) continue;
    if (!consented) {
      await skip(tx, id, "no_consent", now);
      continue;
    }
    const language = isLanguage(row.language) ? row.language : "es";
    const text = textFor(content.texts, language, row.name);
    if ([...texts, text].join(BETWEEN).length > limit) continue;
    texts.push(text);
    recipients.push(id);
  }
  if (recipients.length < 2) return null;
  return {
    values: {
      name: { type: "text", text: firstNameIn(row.name) },
      messages: { type: "text", text: texts.join(BETWEEN) },
    },
    recipients,
  };
}

const BETWEEN = "\n\n· · ·\n\n";
