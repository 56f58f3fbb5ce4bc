import type { ActionResult } from "../../core/action.ts";
import { newId } from "../../core/ids.ts";
import { addDays, limaInstant } from "../../core/lima.ts";
import type { MarketReading } from "../../core/market-reading.ts";
import type { FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { queueNotice } from "../../store/notices.ts";
import {
  draftIn,
  firstName,
  personOf,
  idIn,
  textIn,
  type MarketAction,
  type MarketCall,
} from "./calls.ts";
import { offerById, type ShownOffer } from "./offer-store.ts";
import {
  answerReservation,
  askedBy,
  cancelReservation,
  contactOf,
  countAnswered,
  rememberContact,
  reservationById,
  reserve,
  settleReservation,
  type Reservation,
} from "./reservation-store.ts";
import { chosenId, offerLine, offerValues } from "./sale-words.ts";
import { line, number, quantity, text } from "./words.ts";

/** A question to an owner waits so long, in milliseconds; then what was reserved is free again. */
const ANSWER_MS = 24 * 3_600_000;

/** How it went is asked at nine in the morning after the delivery, or three days after a yes without a day. */
const FEEDBACK_MINUTE = 9 * 60;
const DAYS_WITHOUT_DAY = 3;

/** What flows may ask while two people come together. */
export const dealActions: MarketAction[] = [
  {
    name: "market.look",
    harmless: true,
    inputs: { chosen: "line" },
    outputs: { offer: "line", left: "line", photo: "file" },
    outcomes: ["open", "open_with_photo", "gone"],
    async run(call, inputs) {
      const offer = await offerById(call.tx, chosenId(inputs["chosen"]));
      if (offer === null || offer.state !== "open" || offer.leftMilli <= 0)
        return { outcome: "gone" };
      const left = quantity(offer.leftMilli, offer.unit, offer.eachGrams);
      const values: FlowValues = { offer: offerLine(offer, null), left };
      if (offer.fileId === null) return { outcome: "open", values };
      const photo = { type: "file" as const, fileId: offer.fileId, media: "picture" as const };
      return { outcome: "open_with_photo", values: { ...values, photo } };
    },
  },
  {
    name: "market.reserve",
    inputs: { chosen: "line", answer: "market" },
    outputs: { left: "line", quantity: "line", product: "line", owner: "text" },
    outcomes: ["reserved", "too_much", "gone", "which_quantity", "needs_consent"],
    run: (call, inputs) => ask(call, chosenId(inputs["chosen"]), draftIn(inputs, "answer")),
  },
  {
    name: "market.agree",
    inputs: { reservation: "state" },
    outputs: { asker: "text", phone: "text" },
    outcomes: ["agreed", "agreed_without_phone", "need_phone", "over"],
    run: (call, inputs) => agree(call, idIn(inputs, "reservation")),
  },
  {
    name: "market.keep_phone",
    inputs: { phone: "text" },
    outputs: {},
    outcomes: ["kept", "no_phone"],
    async run(call, inputs) {
      const digits = (textIn(inputs, "phone") ?? "")
        .replaceAll(/[^\d]/g, "")
        .replace(/^51(?=9\d{8}$)/, "");
      // Mobile numbers of Peru have nine digits and begin with 9; a landline of Cusco has 84 and six more.
      if (!/^(?:9\d{8}|0?84\d{6})$/.test(digits)) return { outcome: "no_phone" };
      await rememberContact(call.tx, personOf(call).personId, digits, call.now);
      return { outcome: "kept" };
    },
  },
  {
    name: "market.refuse",
    inputs: { reservation: "state" },
    outputs: {},
    outcomes: ["refused", "over"],
    async run(call, inputs) {
      const id = idIn(inputs, "reservation");
      const found = await ownReservation(call, id);
      if (found === null || !(await answerReservation(call.tx, id, "refused", call.now)))
        return { outcome: "over" };
      await countAnswered(call.tx, found.reservation.offerId);
      await tellAsker(call.tx, found, "refused", "", call.now);
      return { outcome: "refused" };
    },
  },
  {
    name: "market.requests",
    harmless: true,
    inputs: {},
    outputs: { options: "options" },
    outcomes: ["some", "none"],
    async run(call) {
      const options = [];
      for (const asked of await askedBy(call.tx, personOf(call).personId)) {
        const offer = await offerById(call.tx, asked.offerId);
        if (offer === null) continue;
        options.push(
          line(`request_${asked.state}`, {
            ...offerValues({ ...offer, countMilli: asked.countMilli }),
            owner: text(offer.ownerName),
            id: text(asked.id),
          }),
        );
      }
      return options.length === 0
        ? { outcome: "none" }
        : { outcome: "some", values: { options: { type: "options", options } } };
    },
  },
  {
    name: "market.cancel_request",
    inputs: { chosen: "line" },
    outputs: {},
    outcomes: ["cancelled", "over"],
    async run(call, inputs) {
      const id = chosenId(inputs["chosen"]);
      const before = await reservationById(call.tx, id);
      const isOver = !(await cancelReservation(call.tx, id, personOf(call).personId, call.now));
      const offer = before === null ? null : await offerById(call.tx, before.offerId);
      if (isOver || before === null || offer === null) return { outcome: "over" };
      await queueNotice(
        call.tx,
        {
          personId: before.ownerId,
          purpose: "prices",
          flow: "market_cancelled",
          values: dealValues(offer, before.countMilli, firstName(personOf(call).name), ""),
          dueAt: call.now,
          expiresAt: null,
          onceKey: `market_cancelled:${id}`,
          urgent: true,
        },
        call.now,
      );
      return { outcome: "cancelled" };
    },
  },
  {
    name: "market.settle",
    inputs: { reservation: "state", how: "choice" },
    outputs: {},
    outcomes: ["settled", "over"],
    async run(call, inputs) {
      const id = idIn(inputs, "reservation");
      const { how } = inputs;
      const key = how?.type === "choice" ? how.choice.key : "failed";
      const state = key === "failed" ? "failed" : "delivered";
      const reservation = await reservationById(call.tx, id);
      if (reservation?.askerId !== personOf(call).personId) return { outcome: "over" };
      const feedback = key === "good" || key === "bad" ? key : "";
      const isSettled = await settleReservation(call.tx, id, state, feedback, call.now);
      return { outcome: isSettled ? "settled" : "over" };
    },
  },
];

/** Asks the owner of an offer for a part of it, which nobody else can have meanwhile. */
async function ask(
  call: MarketCall,
  offerId: string,
  answer: MarketReading,
): Promise<ActionResult> {
  const { personId, name, hasAgreed } = personOf(call);
  const offer = await offerById(call.tx, offerId);
  if (offer === null || offer.state !== "open") return { outcome: "gone" };
  const wanted = wantedMilli(offer, answer);
  if (wanted === null) return { outcome: "which_quantity" };
  if (!hasAgreed) return { outcome: "needs_consent" };
  const id = newId();
  const expiresAt = new Date(call.now.getTime() + ANSWER_MS);
  const isTaken = await reserve(call.tx, {
    id,
    offerId,
    askerId: personId,
    ownerId: offer.personId,
    countMilli: wanted,
    expiresAt,
    at: call.now,
    actKey: call.actKey,
  });
  if (!isTaken) {
    const now = await offerById(call.tx, offerId);
    if (now === null || now.state !== "open" || now.leftMilli <= 0) return { outcome: "gone" };
    const left = quantity(now.leftMilli, now.unit, now.eachGrams);
    return { outcome: "too_much", values: { left } };
  }
  const values = dealValues(offer, wanted, firstName(name), await homeOf(call.tx, personId));
  await queueNotice(
    call.tx,
    {
      personId: offer.personId,
      purpose: "prices",
      flow: "market_asked",
      values: {
        ...values,
        kind: text(offer.kind),
        reservation: { type: "state", state: id },
      },
      dueAt: call.now,
      expiresAt,
      onceKey: `market_asked:${id}`,
      urgent: true,
    },
    call.now,
  );
  return {
    outcome: "reserved",
    values: {
      quantity: quantity(wanted, offer.unit, offer.eachGrams),
      product: values["product"] ?? text(""),
      owner: text(offer.ownerName),
    },
  };
}

/** How much is wanted, in thousandths of the offer's unit; "todo" is what is left; null when that is not clear. */
function wantedMilli(offer: ShownOffer, answer: MarketReading): number | null {
  if (answer.doubt !== null) return null;
  if (answer.per === "all") return offer.leftMilli;
  const told = answer.countMilli ?? answer.bareMilli;
  if (told === null || told <= 0) return null;
  const sameUnit = answer.unit === null || answer.unit === offer.unit;
  const isWhole = offer.unit !== "unit" || told % 1000 === 0;
  return sameUnit && isWhole ? told : null;
}

/** A reservation whose offer is the caller's, with the offer. */
async function ownReservation(
  call: MarketCall,
  id: string,
): Promise<{ reservation: Reservation; offer: ShownOffer } | null> {
  const reservation = await reservationById(call.tx, id);
  if (reservation?.ownerId !== personOf(call).personId) return null;
  const offer = await offerById(call.tx, reservation.offerId);
  return offer === null ? null : { reservation, offer };
}

/** The owner's yes: only now each learns how to reach the other. */
async function agree(call: MarketCall, id: string): Promise<ActionResult> {
  const found = await ownReservation(call, id);
  if (found?.reservation.state !== "asked") return { outcome: "over" };
  const own = await contactOf(call.tx, personOf(call).personId);
  if (own === null) return { outcome: "need_phone" };
  if (!(await answerReservation(call.tx, id, "agreed", call.now))) return { outcome: "over" };
  await countAnswered(call.tx, found.reservation.offerId);
  const due = found.offer.day ?? addDays(call.today, DAYS_WITHOUT_DAY);
  await call.tx.run(
    "UPDATE reservation SET expires_at = $2 WHERE id = $1",
    id,
    limaInstant(addDays(due, 1), FEEDBACK_MINUTE).toISOString(),
  );
  await tellAsker(call.tx, found, "agreed", own, call.now);
  const phone = await contactOf(call.tx, found.reservation.askerId);
  const asker = text(await firstNameOf(call.tx, found.reservation.askerId));
  return phone === null
    ? { outcome: "agreed_without_phone", values: { asker } }
    : { outcome: "agreed", values: { asker, phone: text(phone) } };
}

/** Tells whoever asked what became of it; `phone` only after a yes. */
export async function tellAsker(
  tx: Connection,
  { reservation, offer }: { reservation: Reservation; offer: ShownOffer },
  answer: "agreed" | "refused" | "lapsed",
  phone: string,
  now: Date,
): Promise<void> {
  await queueNotice(
    tx,
    {
      personId: reservation.askerId,
      purpose: "prices",
      flow: "market_answered",
      values: {
        ...dealValues(offer, reservation.countMilli, offer.ownerName, offer.home),
        answer: text(answer),
        phone: text(phone),
      },
      dueAt: now,
      expiresAt: null,
      onceKey: `market_answered:${reservation.id}`,
      urgent: true,
    },
    now,
  );
}

/** What both are told of a deal. */
export function dealValues(
  offer: ShownOffer,
  countMilli: number,
  who: string,
  home: string,
): FlowValues {
  const { product, place, day, price } = offerValues({ ...offer, countMilli });
  return {
    quantity: quantity(countMilli, offer.unit, offer.eachGrams),
    product: line("product", { product: product ?? text("") }),
    price: line("product", { product: price ?? text("") }),
    place: place ?? text(""),
    when: line("product", { product: day ?? text("") }),
    who: text(who),
    home: text(home),
    count: number(countMilli),
  };
}

async function homeOf(connection: Connection, personId: string): Promise<string> {
  const [row] = await connection.query<{ home: string | null }>(
    `SELECT COALESCE(c.name, f.community_told) AS home FROM person p JOIN family f ON f.id = p.family_id
     LEFT JOIN community c ON c.id = f.community_id WHERE p.id = $1`,
    personId,
  );
  return row?.home ?? "";
}

/** Somebody's first name. */
export async function firstNameOf(connection: Connection, personId: string): Promise<string> {
  const [row] = await connection.query<{ name: string }>(
    "SELECT name FROM person WHERE id = $1",
    personId,
  );
  return firstName(row?.name ?? "");
}
