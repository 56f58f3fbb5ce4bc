import { instant, type Connection } from "../../store/connection.ts";

export type ReservationState =
  | "asked"
  | "agreed"
  | "refused"
  | "cancelled"
  | "lapsed"
  | "delivered"
  | "failed";

/** A part of an offer that somebody asked for. */
export interface Reservation {
  id: string;
  offerId: string;
  askerId: string;
  ownerId: string;
  /** Thousandths of the offer's unit. */
  countMilli: number;
  state: ReservationState;
  expiresAt: Date;
}

interface ReservationRow {
  id: string;
  offer_id: string;
  asker_id: string;
  owner_id: string;
  count_milli: number;
  state: ReservationState;
  expires_at: string;
}

const COLUMNS = "id, offer_id, asker_id, owner_id, count_milli, state, expires_at";

function toReservation(row: ReservationRow): Reservation {
  return {
    id: row.id,
    offerId: row.offer_id,
    askerId: row.asker_id,
    ownerId: row.owner_id,
    countMilli: row.count_milli,
    state: row.state,
    expiresAt: new Date(row.expires_at),
  };
}

/**
 * Takes a quantity of an open offer for somebody. What is left is looked at and lowered in one statement, so
 * that two who ask at the same moment can never have more than there is.
 * @returns false when not so much is left, or the offer is no longer open
 */
export async function reserve(
  tx: Connection,
  reservation: Omit<Reservation, "state"> & { at: Date; actKey: string },
): Promise<boolean> {
  const taken = await tx.run(
    `UPDATE offer SET left_milli = left_milli - $2
     WHERE id = $1 AND state = 'open' AND left_milli >= $2 AND expires_at > $3`,
    reservation.offerId,
    reservation.countMilli,
    instant(reservation.at),
  );
  if (taken !== 1) return false;
  await tx.run(
    `INSERT INTO reservation (id, offer_id, asker_id, owner_id, count_milli, state, asked_at, expires_at, feedback, act_key)
     VALUES ($1, $2, $3, $4, $5, 'asked', $6, $7, '', $8)`,
    reservation.id,
    reservation.offerId,
    reservation.askerId,
    reservation.ownerId,
    reservation.countMilli,
    instant(reservation.at),
    instant(reservation.expiresAt),
    reservation.actKey,
  );
  return true;
}

/** Answers a reservation that waits; false when it no longer did. */
export async function answerReservation(
  tx: Connection,
  id: string,
  answer: "agreed" | "refused" | "lapsed",
  now: Date,
): Promise<boolean> {
  const changed = await tx.run(
    "UPDATE reservation SET state = $2, answered_at = $3 WHERE id = $1 AND state = 'asked'",
    id,
    answer,
    instant(now),
  );
  if (changed !== 1) return false;
  if (answer !== "agreed") await giveBack(tx, id);
  return true;
}

/** Takes back what was asked for or agreed; false when it was over already. */
export async function cancelReservation(
  tx: Connection,
  id: string,
  askerId: string,
  now: Date,
): Promise<boolean> {
  const changed = await tx.run(
    `UPDATE reservation SET state = 'cancelled', settled_at = $3
     WHERE id = $1 AND asker_id = $2 AND state IN ('asked', 'agreed')`,
    id,
    askerId,
    instant(now),
  );
  if (changed !== 1) return false;
  await giveBack(tx, id);
  return true;
}

/** Writes down whether an agreed sale took place, and how it was; false when that is known already. */
export async function settleReservation(
  tx: Connection,
  id: string,
  state: "delivered" | "failed",
  feedback: "good" | "bad" | "",
  now: Date,
): Promise<boolean> {
  const changed = await tx.run(
    "UPDATE reservation SET state = $2, feedback = $3, settled_at = $4 WHERE id = $1 AND state = 'agreed'",
    id,
    state,
    feedback,
    instant(now),
  );
  if (changed === 1 && state === "failed") await giveBack(tx, id);
  return changed === 1;
}

/** What was reserved is free again. */
async function giveBack(tx: Connection, id: string): Promise<void> {
  await tx.run(
    `UPDATE offer SET left_milli = left_milli + (SELECT count_milli FROM reservation WHERE id = $1)
     WHERE id = (SELECT offer_id FROM reservation WHERE id = $1)`,
    id,
  );
}

/** One reservation; null when there is none of that id. */
export async function reservationById(
  connection: Connection,
  id: string,
): Promise<Reservation | null> {
  const rows = await connection.query<ReservationRow>(
    `SELECT ${COLUMNS} FROM reservation WHERE id = $1`,
    id,
  );
  return rows[0] === undefined ? null : toReservation(rows[0]);
}

/** What a person asked for and that is not over, the newest first. */
export async function askedBy(connection: Connection, personId: string): Promise<Reservation[]> {
  const rows = await connection.query<ReservationRow>(
    `SELECT ${COLUMNS} FROM reservation WHERE asker_id = $1 AND state IN ('asked', 'agreed') ORDER BY id DESC LIMIT 10`,
    personId,
  );
  return rows.map(toReservation);
}

/** Reservations that nobody answered in time. */
export async function lapsedReservations(
  connection: Connection,
  now: Date,
  limit: number,
): Promise<Reservation[]> {
  const rows = await connection.query<ReservationRow>(
    `SELECT ${COLUMNS} FROM reservation WHERE state = 'asked' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
    instant(now),
    limit,
  );
  return rows.map(toReservation);
}

/** Counts a question that the offer's owner let pass; from so many in a row on the offer is taken from the market. */
export async function countUnanswered(
  tx: Connection,
  offerId: string,
  most: number,
  now: Date,
): Promise<boolean> {
  await tx.run("UPDATE offer SET unanswered = unanswered + 1 WHERE id = $1", offerId);
  const changed = await tx.run(
    "UPDATE offer SET state = 'silent', closed_at = $3 WHERE id = $1 AND unanswered >= $2 AND state = 'open'",
    offerId,
    most,
    instant(now),
  );
  return changed === 1;
}

/** The owner answered: the count begins anew. */
export async function countAnswered(tx: Connection, offerId: string): Promise<void> {
  await tx.run("UPDATE offer SET unanswered = 0 WHERE id = $1", offerId);
}

/** The number at which a person wants to be called; the phone of their messenger where none was told. */
export async function contactOf(connection: Connection, personId: string): Promise<string | null> {
  const [told] = await connection.query<{ phone: string }>(
    "SELECT phone FROM sale_contact WHERE person_id = $1",
    personId,
  );
  if (told !== undefined) return told.phone;
  const [identity] = await connection.query<{ address: string }>(
    "SELECT address FROM identity WHERE person_id = $1 AND channel = 'whatsapp' ORDER BY id DESC LIMIT 1",
    personId,
  );
  const digits = /^\+?(?:51)?(9\d{8})(?:@|$)/.exec(identity?.address ?? "");
  return digits?.[1] ?? null;
}

/** Keeps the number at which a person wants to be called. */
export async function rememberContact(
  tx: Connection,
  personId: string,
  phone: string,
  now: Date,
): Promise<void> {
  await tx.run(
    `INSERT INTO sale_contact (person_id, phone, at) VALUES ($1, $2, $3)
     ON CONFLICT (person_id) DO UPDATE SET phone = excluded.phone, at = excluded.at`,
    personId,
    phone,
    instant(now),
  );
}
