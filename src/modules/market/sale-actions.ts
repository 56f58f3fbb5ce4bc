import type { ActionResult } from "../../core/action.ts";
import { newId } from "../../core/ids.ts";
import { addDays, limaInstant, type LimaDay } from "../../core/lima.ts";
import type { MarketReading } from "../../core/market-reading.ts";
import { placeName } from "../../core/places.ts";
import type { Product } from "../../core/products.ts";
import type { Connection } from "../../store/connection.ts";
import { draftIn, personOf, idIn, withDraft, type MarketAction, type MarketCall } from "./calls.ts";
import { judgeOffer, type OfferTerms } from "./judge.ts";
import {
  attachPicture,
  closeOffer,
  findOffers,
  insertOffer,
  offersAt,
  offersOf,
  type OfferKind,
} from "./offer-store.ts";
import { isStale } from "./prices.ts";
import { pricesOf, type StandingPrice } from "./quotes-store.ts";
import { chosenId, offerLine, offerValues, referenceOf } from "./sale-words.ts";
import { line, productName, text } from "./words.ts";

/** An offer without a day stands so long; one with a day until that day is over. */
const LIFE_DAYS = 10;
const MOST_OPEN = 20;

/** Offers told in one answer: a list on a small phone. */
const SHOWN = 6;

/** Offers in the list of a market, which is also passed on outside. */
const LISTED = 20;

/** What flows may ask about offering, looking for and finding. */
export const saleActions: MarketAction[] = [
  {
    name: "market.preview",
    harmless: true,
    inputs: { draft: "market" },
    outputs: { offer: "line", reference: "line" },
    outcomes: ["ready", "ready_without_reference", "needs_consent", "too_many"],
    run: (call, inputs) => preview(call, draftIn(inputs)),
  },
  {
    name: "market.publish",
    inputs: { draft: "market" },
    outputs: { offer: "line", until: "day", published: "state" },
    outcomes: ["published"],
    run: (call, inputs) => publish(call, draftIn(inputs)),
  },
  {
    name: "market.unpublish",
    inputs: { published: "state" },
    outputs: {},
    outcomes: ["closed", "nothing"],
    async run(call, inputs) {
      const id = idIn(inputs, "published");
      const isGone = await closeOffer(call.tx, id, personOf(call).personId, call.now);
      return { outcome: isGone ? "closed" : "nothing" };
    },
  },
  {
    name: "market.attach",
    inputs: { published: "state", photo: "file" },
    outputs: {},
    outcomes: ["attached"],
    async run(call, inputs) {
      const { photo } = inputs;
      const id = idIn(inputs, "published");
      if (photo?.type === "file")
        await attachPicture(call.tx, id, personOf(call).personId, photo.fileId);
      return { outcome: "attached" };
    },
  },
  {
    name: "market.find",
    harmless: true,
    inputs: { draft: "market" },
    outputs: { draft: "market", options: "options", product: "line", place: "text" },
    outcomes: ["some", "at_place", "none", "which_product", "unclear"],
    run: (call, inputs) => find(call, draftIn(inputs)),
  },
  {
    name: "market.my_offers",
    harmless: true,
    inputs: {},
    outputs: { options: "options" },
    outcomes: ["some", "none"],
    async run(call) {
      const own = await offersOf(call.tx, personOf(call).personId, null);
      const options = own.map((offer) => offerLine(offer, null));
      return own.length === 0
        ? { outcome: "none" }
        : { outcome: "some", values: { options: { type: "options", options } } };
    },
  },
  {
    name: "market.close",
    inputs: { chosen: "line" },
    outputs: {},
    outcomes: ["closed", "nothing"],
    async run(call, inputs) {
      const id = chosenId(inputs["chosen"]);
      const isGone = await closeOffer(call.tx, id, personOf(call).personId, call.now);
      return { outcome: isGone ? "closed" : "nothing" };
    },
  },
];

/** The kind of offer a message makes, or looks for. */
function kindOf(act: MarketReading["act"]): OfferKind {
  return act === "sell" || act === "sellers" ? "sell" : "want";
}

/** An offer with nothing left to ask; a flow asks for a complete one before it comes here. */
export function offerTerms(draft: MarketReading): OfferTerms {
  const judged = judgeOffer(draft, draft.act === "want" ? "want" : "sell");
  if (judged.ask !== null) throw new Error("an offer was taken before it was complete");
  return judged.terms;
}

/** The newest price of a product that may be told, at the place if there is one, else anywhere. */
export async function referencePrice(
  connection: Connection,
  product: Product,
  size: string,
  place: string | null,
  today: LimaDay,
): Promise<StandingPrice | null> {
  const near = place === null ? [] : await pricesOf(connection, product, place, 4);
  const all = near.length > 0 ? near : await pricesOf(connection, product, null, 6);
  const fresh = all.filter((price) => !isStale(product, price.day, today));
  return (
    fresh.find((price) => price.size === size) ?? fresh.find((price) => price.size === "") ?? null
  );
}

async function preview(call: MarketCall, draft: MarketReading): Promise<ActionResult> {
  const terms = offerTerms(draft);
  const { personId, hasAgreed } = personOf(call);
  const own = await offersOf(call.tx, personId, null);
  if (own.length >= MOST_OPEN) return { outcome: "too_many" };
  const price = await referencePrice(
    call.tx,
    terms.product,
    terms.size ?? "",
    terms.place,
    call.today,
  );
  const values = {
    offer: line("own_offer", offerValues(terms)),
    reference: line("product", { product: referenceOf(terms, price) }),
  };
  if (!hasAgreed) return { outcome: "needs_consent", values };
  return { outcome: price === null ? "ready_without_reference" : "ready", values };
}

async function publish(call: MarketCall, draft: MarketReading): Promise<ActionResult> {
  const terms = offerTerms(draft);
  const { personId, familyId } = personOf(call);
  const until = terms.day ?? addDays(call.today, LIFE_DAYS);
  const id = newId();
  await insertOffer(call.tx, {
    id,
    kind: kindOf(draft.act),
    personId,
    familyId,
    ...terms,
    size: terms.size ?? "",
    place: terms.place ?? "",
    fileId: null,
    associationId: null,
    expiresAt: endOf(until),
    at: call.now,
    actKey: call.actKey,
  });
  return {
    outcome: "published",
    values: {
      offer: line("own_offer", offerValues(terms)),
      until: { type: "day", day: until },
      published: { type: "state", state: id },
    },
  };
}

/** The instant at which a Lima day is over. */
export function endOf(day: LimaDay): Date {
  return limaInstant(addDays(day, 1), 0);
}

async function find(call: MarketCall, draft: MarketReading): Promise<ActionResult> {
  const { product, place, day, doubt } = draft;
  if (doubt !== null && doubt !== "range") return withDraft("unclear", { ...draft, doubt: null });
  if (product === null) {
    const all = place === null ? [] : await offersAt(call.tx, place, call.now, LISTED);
    if (place === null || all.length === 0) return withDraft("which_product", draft);
    const options = all.map((offer) => offerLine(offer, null));
    return withDraft("at_place", draft, {
      place: text(placeName(place)),
      options: { type: "options", options },
    });
  }
  // Whoever wants something looks at offers; "who buys" looks at wishes.
  const kind: OfferKind = draft.act === "buyers" ? "want" : "sell";
  const found = await findOffers(call.tx, {
    kind,
    product,
    place,
    day: draft.act === "want" ? null : day,
    from: call.today,
    now: call.now,
    limit: SHOWN + 4,
  });
  const { personId } = personOf(call);
  const others = found.filter((offer) => offer.personId !== personId).slice(0, SHOWN);
  const values = {
    product: line("product", { product: productName(product, null) }),
    place: text(place === null ? "" : placeName(place)),
  };
  if (others.length === 0) return withDraft("none", draft, values);
  const reference = await referencePrice(call.tx, product, "", place, call.today);
  const options = others.map((offer) => offerLine(offer, reference));
  return withDraft("some", draft, { ...values, options: { type: "options", options } });
}
