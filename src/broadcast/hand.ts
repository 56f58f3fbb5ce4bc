import { nextDecentHour, nightfall } from "../core/hours.ts";
import { isLanguage, type Language } from "../core/language.ts";
import { addDays, limaDay, limaInstant } from "../core/lima.ts";
import type { FlowValue } from "../core/value.ts";
import { giveBackAttention, takeAttention } from "../store/attention.ts";
import type { Connection } from "../store/connection.ts";
import { historyLine, type HistoryMark } from "../store/fates.ts";
import { queueOutbound } from "../store/outbox.ts";
import { askForConsent } from "./asking.ts";
import { isOnlyWords, textFor } from "./content.ts";
import { digestOf } from "./digest.ts";
import { putOff, skip, toOf, type RecipientRow, type Running } from "./recipient.ts";
import { BUSY_MS, MORNING, type PumpTools } from "./tools.ts";

/** Puts one recipient's message into the outbox, or notes why not; true when something will be sent. */
export async function handOne(
  tools: PumpTools,
  tx: Connection,
  broadcast: Running,
  row: RecipientRow,
  now: Date,
): Promise<boolean> {
  if (!row.reachable) return skip(tx, row.id, "blocked", now);
  const today = limaDay(now);
  const tomorrow = limaInstant(addDays(today, 1), MORNING);
  if (row.resting && !broadcast.ignoreQuiet) return putOff(tx, row.id, tomorrow);
  if (!row.consented) return askForConsent(tools, tx, broadcast, row, now);
  if (!(await takeAttention(tx, row.person_id, today, tools.attention))) {
    await tx.run(
      "UPDATE broadcast_recipient SET merged = $2, history = history || $3 WHERE id = $1",
      row.id,
      isOnlyWords(broadcast.content),
      historyLine("put_off", now),
    );
    return putOff(tx, row.id, tomorrow);
  }
  const until = broadcast.ignoreQuiet ? null : nightfall(now);
  const digest = row.merged ? await digestOf(tx, row, now) : null;
  const said =
    digest === null
      ? await say(tools, tx, broadcast, row, until, now)
      : await tools.begin(tx, toOf(row), "broadcast_digest", digest.values, until);
  const outboxId = said?.at(-1);
  if (outboxId !== undefined) {
    for (const id of digest?.recipients ?? [row.id])
      await link(tx, id, outboxId, digest === null ? null : "merged", now);
    return true;
  }
  await giveBackAttention(tx, row.person_id, today);
  return said === null
    ? putOff(tx, row.id, nextDecentHour(new Date(now.getTime() + BUSY_MS)))
    : skip(tx, row.id, "nothing_to_say", now);
}

/** The outbox rows of what a broadcast says to somebody; null when they are in the middle of something. */
async function say(
  tools: PumpTools,
  tx: Connection,
  { id, content }: Running,
  row: RecipientRow,
  expiresAt: Date | null,
  now: Date,
): Promise<string[] | null> {
  const language: Language = isLanguage(row.language) ? row.language : "es";
  switch (content.kind) {
    case "flow":
      return tools.begin(tx, toOf(row), content.flow, content.values, expiresAt);
    case "question": {
      const question = textFor(content.texts, language, row.name);
      const options = content.options.map((option): FlowValue => ({
        type: "choice",
        choice: { key: textFor(option, "es", ""), label: textFor(option, language, "") },
      }));
      return tools.begin(
        tx,
        toOf(row),
        "broadcast_question",
        {
          question: { type: "text", text: question },
          options: { type: "options", options },
          broadcast: { type: "text", text: id },
        },
        expiresAt,
      );
    }
    case "texts": {
      const words = textFor(content.texts, language, row.name);
      const text = row.shared ? tools.named(language, row.name, words) : words;
      const { attachment = null } = content;
      const message = {
        identityId: row.identity_id,
        channel: row.channel,
        address: row.address,
        personId: row.person_id,
        lane: "broadcast" as const,
        kind: "broadcast" as const,
        content: { text, choices: [], listed: false, question: null, picture: null, attachment },
        expiresAt,
        onceKey: null,
      };
      const queued = await queueOutbound(tx, message, now);
      return queued === null ? [] : [queued];
    }
  }
}

/** What becomes of this outbox row becomes of the recipient. */
async function link(
  tx: Connection,
  id: string,
  outboxId: string,
  mark: HistoryMark | null,
  now: Date,
): Promise<void> {
  await tx.run(
    "UPDATE broadcast_recipient SET outbox_id = $2, history = history || $3 WHERE id = $1",
    id,
    outboxId,
    mark === null ? "" : historyLine(mark, now),
  );
}
