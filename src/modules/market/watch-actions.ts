import type { ActionResult } from "../../core/action.ts";
import { newId } from "../../core/ids.ts";
import type { MarketReading } from "../../core/market-reading.ts";
import { placeName } from "../../core/places.ts";
import { PRODUCT_FACTS } from "../../core/products.ts";
import { draftIn, personOf, type MarketAction, type MarketCall } from "./calls.ts";
import { judgeAlert } from "./judge.ts";
import { addWatch, removeWatches, watchesOf } from "./watch-store.ts";
import { line, money, productName, term, text } from "./words.ts";

/** Nobody follows more prices than this. */
const MOST_WATCHES = 10;

/** What flows may ask about being told of prices. */
export const watchActions: MarketAction[] = [
  {
    name: "market.watch",
    inputs: { draft: "market" },
    outputs: { product: "line", price: "money", unit: "term" },
    outcomes: ["watching_above", "watching_below", "too_many", "needs_consent"],
    run: (call, inputs) => watch(call, draftIn(inputs)),
  },
  {
    name: "market.digest",
    inputs: { draft: "market" },
    outputs: { product: "line" },
    outcomes: ["added", "which_product", "too_many", "needs_consent"],
    async run(call, inputs) {
      const { product, place } = draftIn(inputs);
      const { personId, hasAgreed } = personOf(call);
      if (product === null) return { outcome: "which_product" };
      if (!hasAgreed) return { outcome: "needs_consent" };
      if ((await watchesOf(call.tx, personId)).length >= MOST_WATCHES)
        return { outcome: "too_many" };
      await addWatch(call.tx, {
        id: newId(),
        personId,
        kind: "digest",
        product,
        place: place ?? "",
        bound: "",
        centimos: 0,
        at: call.now,
      });
      const values = { product: line("product", { product: productName(product, null) }) };
      return { outcome: "added", values };
    },
  },
  {
    name: "market.watches",
    harmless: true,
    inputs: {},
    outputs: { watches: "lines" },
    outcomes: ["some", "none"],
    async run(call) {
      const watches = await watchesOf(call.tx, personOf(call).personId);
      if (watches.length === 0) return { outcome: "none" };
      const lines = watches.map((one) =>
        line(one.kind === "digest" ? "watch_digest" : `watch_${one.bound}`, {
          product: term(one.product),
          place: text(one.place === "" ? "" : placeName(one.place)),
          price: money(one.centimos),
          unit: term(PRODUCT_FACTS[one.product].priced),
        }),
      );
      return { outcome: "some", values: { watches: { type: "lines", lines } } };
    },
  },
  {
    name: "market.unwatch",
    inputs: {},
    outputs: {},
    outcomes: ["removed"],
    async run(call) {
      await removeWatches(call.tx, personOf(call).personId);
      return { outcome: "removed" };
    },
  },
];

async function watch(call: MarketCall, draft: MarketReading): Promise<ActionResult> {
  const judged = judgeAlert(draft);
  if (judged.ask !== null) throw new Error("a price watch was made before it was complete");
  const { personId, hasAgreed } = personOf(call);
  if (!hasAgreed) return { outcome: "needs_consent" };
  if ((await watchesOf(call.tx, personId)).length >= MOST_WATCHES) return { outcome: "too_many" };
  const { product, bound, centimos, place } = judged.terms;
  await addWatch(call.tx, {
    id: newId(),
    personId,
    kind: "alert",
    product,
    place: place ?? "",
    bound,
    centimos,
    at: call.now,
  });
  return {
    outcome: bound === "above" ? "watching_above" : "watching_below",
    values: {
      product: line("product", { product: productName(product, null) }),
      price: money(centimos),
      unit: term(PRODUCT_FACTS[product].priced),
    },
  };
}
