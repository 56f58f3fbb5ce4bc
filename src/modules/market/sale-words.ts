import { placeName } from "../../core/places.ts";
import { PRODUCT_FACTS, type Unit } from "../../core/products.ts";
import type { FlowValue, FlowValues } from "../../core/value.ts";
import type { OfferTerms } from "./judge.ts";
import type { ShownOffer } from "./offer-store.ts";
import type { StandingPrice } from "./quotes-store.ts";
import { rounded, unitPrice } from "./units.ts";
import { line, money, productName, quantity, term, text } from "./words.ts";

/** What a line about an offer is made of. */
type Told = Pick<
  OfferTerms,
  "product" | "countMilli" | "unit" | "eachGrams" | "centimos" | "per" | "day"
> & { size: string | null; place: string | null };

/** The words of an offer without its owner: quantity, product, price, place and day. */
export function offerValues(offer: Told): FlowValues {
  const { product, countMilli, unit, eachGrams, centimos, per, day, place } = offer;
  return {
    quantity: quantity(countMilli, unit, eachGrams),
    product: productName(product, offer.size),
    price:
      centimos === null || per === null
        ? text("")
        : line("choice", { price: money(centimos), unit: term(per) }),
    place: text(place === null || place === "" ? "" : placeName(place)),
    day: day === null ? text("") : { type: "day", day },
  };
}

/** One line of a list of offers, which also carries the offer's id. */
export function offerLine(offer: ShownOffer, reference: StandingPrice | null): FlowValue {
  return line("offer", {
    ...offerValues({ ...offer, countMilli: offer.leftMilli }),
    reference: referenceOf(offer, reference),
    owner: text(offer.ownerName),
    home: text(offer.home),
    id: text(offer.id),
  });
}

/** The id of an offer or reservation that was chosen from a list. */
export function chosenId(value: FlowValue | undefined): string {
  const id = value?.type === "line" ? value.values["id"] : undefined;
  return id?.type === "text" ? id.text : "";
}

/** What the market's price is beside this one, and what this one comes to in the same unit. */
export function referenceOf(
  offer: Pick<Told, "product" | "centimos" | "per" | "eachGrams" | "countMilli" | "unit">,
  reference: StandingPrice | null,
): FlowValue {
  if (reference === null) return text("");
  const { product, centimos, per, eachGrams, countMilli, unit } = offer;
  const measure: { unit: Unit; countMilli: number } | null =
    per === null ? null : per === "all" ? { unit, countMilli } : { unit: per, countMilli: 1000 };
  const own =
    centimos === null || measure === null ? null : unitPrice(product, centimos, measure, eachGrams);
  const values = {
    price: money(reference.centimos),
    unit: term(PRODUCT_FACTS[product].priced),
    place: text(placeName(reference.place)),
    own: money(own === null ? 0 : rounded(own)),
  };
  return line(own === null ? "reference" : "reference_own", values);
}
