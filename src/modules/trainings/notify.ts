import type { FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { queueNotice, withdrawNotices } from "../../store/notices.ts";
import { momentOf } from "../../core/moment.ts";
import { feedbackSpan, remindersOf } from "./rules.ts";
import type { Training } from "./store.ts";

/** What a notice of a training begins with: its flow looks up the rest when it speaks. */
function valuesOf(training: Training): FlowValues {
  return { training: { type: "text", text: training.id } };
}

/** Queues the reminders of somebody who comes. */
export async function queueReminders(
  tx: Connection,
  training: Training,
  personId: string,
  now: Date,
): Promise<void> {
  for (const { kind, dueAt, expiresAt } of remindersOf(training.startsAt, now))
    await queueNotice(
      tx,
      {
        personId,
        purpose: "trainings",
        flow: "training_reminder",
        values: valuesOf(training),
        dueAt,
        expiresAt,
        onceKey: `training:${training.id}:reminder:${personId}:${kind}:${dueAt.toISOString()}`,
        urgent: true,
      },
      now,
    );
}

/** Takes back the reminders of somebody, or of everybody. */
export function withdrawReminders(
  tx: Connection,
  training: Training,
  personId: string | null,
  now: Date,
): Promise<number> {
  const who = personId === null ? "" : `${personId}:`;
  return withdrawNotices(tx, `training:${training.id}:reminder:${who}`, now);
}

/** Offers a freed place to somebody who waits. */
export async function queueOffer(
  tx: Connection,
  training: Training,
  personId: string,
  until: Date,
  now: Date,
): Promise<void> {
  await queueNotice(
    tx,
    {
      personId,
      purpose: "trainings",
      flow: "training_offer",
      values: { ...valuesOf(training), until: momentOf(until) },
      dueAt: now,
      expiresAt: until,
      onceKey: `training:${training.id}:offer:${personId}:${until.toISOString()}`,
      urgent: true,
    },
    now,
  );
}

/** Tells somebody who comes or waits of another day, hour, place or host. */
export async function queueChange(
  tx: Connection,
  training: Training,
  personId: string,
  now: Date,
): Promise<void> {
  // Of several changes before it is told only the last is.
  await withdrawNotices(tx, `training:${training.id}:change:${personId}:`, now);
  await queueNotice(
    tx,
    {
      personId,
      purpose: "trainings",
      flow: "training_changed",
      values: valuesOf(training),
      dueAt: now,
      expiresAt: training.startsAt,
      onceKey: `training:${training.id}:change:${personId}:${now.toISOString()}`,
      urgent: true,
    },
    now,
  );
}

/** Tells somebody who comes or waits that the training does not take place. */
export async function queueCancellation(
  tx: Connection,
  training: Training,
  personId: string,
  now: Date,
): Promise<void> {
  await queueNotice(
    tx,
    {
      personId,
      purpose: "trainings",
      flow: "training_cancelled",
      values: valuesOf(training),
      dueAt: now,
      expiresAt: training.startsAt,
      onceKey: `training:${training.id}:cancelled:${personId}`,
      urgent: true,
    },
    now,
  );
}

/** Asks somebody who came, afterwards, how it was. */
export async function queueFeedback(
  tx: Connection,
  training: Training,
  personId: string,
  now: Date,
): Promise<void> {
  const { dueAt, expiresAt } = feedbackSpan(training.startsAt, now);
  if (dueAt >= expiresAt) return;
  await queueNotice(
    tx,
    {
      personId,
      purpose: "trainings",
      flow: "training_feedback",
      values: valuesOf(training),
      dueAt,
      expiresAt,
      onceKey: `training:${training.id}:feedback:${personId}`,
      urgent: false,
    },
    now,
  );
}

/** Takes back the question how it was: they were not there after all. */
export function withdrawFeedback(
  tx: Connection,
  training: Training,
  personId: string,
  now: Date,
): Promise<number> {
  return withdrawNotices(tx, `training:${training.id}:feedback:${personId}`, now);
}

/** Takes back everything of a training that was not told yet. */
export function withdrawAll(tx: Connection, training: Training, now: Date): Promise<number> {
  return withdrawNotices(tx, `training:${training.id}:`, now);
}

/** Asks somebody who may approve it whether the invitations may go out. */
export async function queueApproval(
  tx: Connection,
  training: Training,
  personId: string,
  now: Date,
): Promise<void> {
  await queueNotice(
    tx,
    {
      personId,
      purpose: "trainings",
      flow: "training_approval",
      values: valuesOf(training),
      dueAt: now,
      expiresAt: training.startsAt,
      onceKey: `training:${training.id}:approval:${personId}`,
      urgent: true,
    },
    now,
  );
}

/** Tells whoever planned a training that its invitations were not agreed to. */
export async function queueRejection(tx: Connection, training: Training, now: Date): Promise<void> {
  await queueNotice(
    tx,
    {
      personId: training.ownerId,
      purpose: "trainings",
      flow: "training_rejected",
      values: valuesOf(training),
      dueAt: now,
      expiresAt: training.startsAt,
      onceKey: `training:${training.id}:rejected`,
      urgent: true,
    },
    now,
  );
}
