import type { Connection } from "../../store/connection.ts";
import {
  queueCancellation,
  queueChange,
  queueFeedback,
  queueOffer,
  queueReminders,
  withdrawAll,
  withdrawFeedback,
  withdrawReminders,
} from "./notify.ts";
import {
  participationOf,
  personsWith,
  setAnswer,
  setAttended,
  takenPlaces,
  unsetAttended,
  type Attendance,
} from "./persons.ts";
import { freePlaces, offerUntil } from "./rules.ts";
import {
  cancelTraining,
  changeTraining,
  lockTraining,
  type Training,
  type TrainingChange,
} from "./store.ts";

/** What became of a yes: a place, a place in the waiting list, or too late. */
export type Accepted = "place" | "waiting" | "over" | "cancelled";

/** What became of a no; `freed` had a place or one was held. */
export type Declined = "noted" | "freed" | "over" | "cancelled";

/**
 * Somebody wants to come. A place held for them is theirs; else they get a free one, else they wait. Said
 * twice it changes nothing. The training is held, so that no place is given twice.
 */
export async function accept(
  tx: Connection,
  trainingId: string,
  personId: string,
  now: Date,
): Promise<Accepted> {
  const training = await held(tx, trainingId);
  if (training.state === "cancelled") return "cancelled";
  if (training.startsAt <= now) return "over";
  const before = await participationOf(tx, trainingId, personId);
  if (before?.answer === "yes") return "place";
  const isHeld = before?.answer === "offered" && (before.offeredUntil ?? now) > now;
  // An offer that has passed holds no place any more, whether or not anybody looked since.
  if (before?.answer === "offered" && !isHeld)
    await setAnswer(tx, trainingId, personId, "missed", now);
  if (isHeld || freePlaces(training.capacity, await takenPlaces(tx, trainingId)) > 0) {
    await setAnswer(tx, trainingId, personId, "yes", now);
    await queueReminders(tx, training, personId, now);
    return "place";
  }
  if (before?.answer !== "waiting") await setAnswer(tx, trainingId, personId, "waiting", now);
  return "waiting";
}

/** Somebody does not come, or not any more: their place goes to whoever waits longest. */
export async function decline(
  tx: Connection,
  trainingId: string,
  personId: string,
  now: Date,
): Promise<Declined> {
  const training = await held(tx, trainingId);
  if (training.state === "cancelled") return "cancelled";
  if (training.startsAt <= now) return "over";
  const before = await participationOf(tx, trainingId, personId);
  await setAnswer(tx, trainingId, personId, "no", now);
  await withdrawReminders(tx, training, personId, now);
  if (before?.answer !== "yes" && before?.answer !== "offered") return "noted";
  await offerFreePlaces(tx, training, now);
  return "freed";
}

/** Holds each free place for the next who waits and tells them; nothing when it is too late for that. */
export async function offerFreePlaces(
  tx: Connection,
  training: Training,
  now: Date,
): Promise<void> {
  const until = offerUntil(training.startsAt, now);
  if (until === null) return;
  const waiting = await personsWith(tx, training.id, ["waiting"]);
  const free = freePlaces(training.capacity, await takenPlaces(tx, training.id));
  for (const { personId, answeredAt } of waiting.slice(0, Math.min(free, waiting.length))) {
    await setAnswer(tx, training.id, personId, "offered", answeredAt ?? now, until);
    await queueOffer(tx, training, personId, until, now);
  }
}

/** Lets go of the places of a training whose offers have passed, for the next who wait. */
export async function passOffers(tx: Connection, trainingId: string, now: Date): Promise<void> {
  const training = await held(tx, trainingId);
  const offered = await personsWith(tx, trainingId, ["offered"]);
  const passed = offered.filter(({ offeredUntil }) => (offeredUntil ?? now) <= now);
  for (const { personId } of passed) await setAnswer(tx, trainingId, personId, "missed", now);
  if (passed.length > 0 && training.state === "planned") await offerFreePlaces(tx, training, now);
}

/** Changes a training; a new day, hour, place or host is told to all who come or wait, and reminders follow. */
export async function change(
  tx: Connection,
  trainingId: string,
  wanted: TrainingChange,
  now: Date,
): Promise<{ training: Training; told: number }> {
  const before = await held(tx, trainingId);
  const training = await changeTraining(tx, before, wanted);
  const isMoved = training.startsAt.getTime() !== before.startsAt.getTime();
  const isTold = isMoved || training.place !== before.place || training.host !== before.host;
  const concerned = isTold ? await personsWith(tx, trainingId, ["yes", "waiting", "offered"]) : [];
  if (isMoved) {
    await withdrawReminders(tx, training, null, now);
    for (const { personId, answer } of concerned)
      if (answer === "yes") await queueReminders(tx, training, personId, now);
  }
  for (const { personId } of concerned) await queueChange(tx, training, personId, now);
  await offerFreePlaces(tx, training, now);
  return { training, told: concerned.length };
}

/** Calls a training off and tells all who come or wait. */
export async function cancel(
  tx: Connection,
  trainingId: string,
  now: Date,
): Promise<{ told: number }> {
  const training = await held(tx, trainingId);
  if (training.state === "cancelled") return { told: 0 };
  await cancelTraining(tx, trainingId, now);
  await withdrawAll(tx, training, now);
  const concerned = await personsWith(tx, trainingId, ["yes", "waiting", "offered"]);
  for (const { personId } of concerned) await queueCancellation(tx, training, personId, now);
  return { told: concerned.length };
}

/** Notes who was there; each is asked afterwards how it was. How many of them were not noted yet. */
export async function attend(
  tx: Connection,
  training: Training,
  personIds: readonly string[],
  by: Attendance,
  now: Date,
): Promise<number> {
  let fresh = 0;
  for (const personId of personIds) {
    if (!(await setAttended(tx, training.id, personId, by, now))) continue;
    await queueFeedback(tx, training, personId, now);
    fresh += 1;
  }
  return fresh;
}

/** Takes back that somebody was there. */
export async function unattend(
  tx: Connection,
  training: Training,
  personIds: readonly string[],
  now: Date,
): Promise<number> {
  let changed = 0;
  for (const personId of personIds) {
    if (!(await unsetAttended(tx, training.id, personId))) continue;
    await withdrawFeedback(tx, training, personId, now);
    changed += 1;
  }
  return changed;
}

async function held(tx: Connection, trainingId: string): Promise<Training> {
  const training = await lockTraining(tx, trainingId);
  if (training === null) throw new Error("a training is missing");
  return training;
}
