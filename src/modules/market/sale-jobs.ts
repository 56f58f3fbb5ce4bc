import { instant, type Store } from "../../store/connection.ts";
import { isDecentHour } from "../../core/hours.ts";
import type { RegularTask } from "../../core/task.ts";
import { queueNotice } from "../../store/notices.ts";
import { dealValues, tellAsker } from "./deal-actions.ts";
import { expireOffers, offerById } from "./offer-store.ts";
import {
  answerReservation,
  countUnanswered,
  lapsedReservations,
  reservationById,
} from "./reservation-store.ts";

const PAGE = 100;

/** Whoever lets so many questions pass has gone: the offer is taken from the market. */
const MOST_UNANSWERED = 2;

/** How it went may still be told for so long, in milliseconds. */
const FEEDBACK_MS = 3 * 24 * 3_600_000;

/** Ends offers whose time is over. */
export const expireOldOffers: RegularTask<Store> = {
  name: "market.expire_offers",
  everyMs: 300_000,
  async run({ store, clock }) {
    for (let more = true; more;)
      more = (await store.transaction((tx) => expireOffers(tx, clock.now(), PAGE))) === PAGE;
  },
};

/** Frees what nobody answered about in a day, and tells whoever asked. */
export const lapseReservations: RegularTask<Store> = {
  name: "market.lapse_reservations",
  everyMs: 60_000,
  async run({ store, clock }) {
    const now = clock.now();
    await store.transaction(async (tx) => {
      for (const reservation of await lapsedReservations(tx, now, PAGE)) {
        if (!(await answerReservation(tx, reservation.id, "lapsed", now))) continue;
        const offer = await offerById(tx, reservation.offerId);
        if (offer === null) continue;
        await tellAsker(tx, { reservation, offer }, "lapsed", "", now);
        if (await countUnanswered(tx, offer.id, MOST_UNANSWERED, now))
          await queueNotice(
            tx,
            {
              personId: offer.personId,
              purpose: "prices",
              flow: "market_silent",
              values: dealValues(offer, offer.leftMilli, offer.ownerName, offer.home),
              dueAt: now,
              expiresAt: null,
              onceKey: `market_silent:${offer.id}`,
              urgent: false,
            },
            now,
          );
      }
    });
  },
};

/** Asks once, after the delivery, whether it took place and how it was. */
export const askFeedback: RegularTask<Store> = {
  name: "market.ask_feedback",
  everyMs: 60_000,
  async run({ store, clock }) {
    const now = clock.now();
    if (!isDecentHour(now)) return;
    const due = await store.read((connection) =>
      connection.query<{ id: string }>(
        "SELECT id FROM reservation WHERE state = 'agreed' AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
        instant(now),
        PAGE,
      ),
    );
    for (const { id } of due)
      await store.transaction(async (tx) => {
        const reservation = await reservationById(tx, id);
        if (reservation === null || reservation.state !== "agreed" || reservation.expiresAt > now)
          return;
        const offer = await offerById(tx, reservation.offerId);
        if (offer === null) return;
        await queueNotice(
          tx,
          {
            personId: reservation.askerId,
            purpose: "prices",
            flow: "market_feedback",
            values: {
              ...dealValues(offer, reservation.countMilli, offer.ownerName, offer.home),
              reservation: { type: "state", state: id },
            },
            dueAt: now,
            expiresAt: new Date(now.getTime() + FEEDBACK_MS),
            onceKey: `market_feedback:${id}`,
            urgent: false,
          },
          now,
        );
        // Asked once: it comes up no more.
        await tx.run(
          "UPDATE reservation SET expires_at = $2 WHERE id = $1",
          id,
          "9999-12-31T00:00:00.000Z",
        );
      });
  },
};
