import type { ActionResult } from "../../core/action.ts";
import { newId } from "../../core/ids.ts";
import type { MarketReading } from "../../core/market-reading.ts";
import { placeName } from "../../core/places.ts";
import { PRODUCT_FACTS, type Product, type Size } from "../../core/products.ts";
import { reachOf } from "../../core/authority.ts";
import { actorOf } from "../../store/authority.ts";
import { draftIn, personOf, type MarketAction, type MarketCall } from "./calls.ts";
import { filled } from "./draft.ts";
import { judgeQuote } from "./judge.ts";
import { recordQuote } from "./quotes-store.ts";
import { rounded, unitPrice } from "./units.ts";
import { line, money, number, productName, term, text } from "./words.ts";

/** What is asked on a market day, in this order. */
const ASKED: readonly { product: Product; size: Size | null }[] = [
  { product: "milk", size: null },
  { product: "cheese", size: null },
  { product: "paria", size: null },
  { product: "quesillo", size: null },
  { product: "guinea_pig", size: "large" },
  { product: "guinea_pig", size: "small" },
  { product: "egg", size: null },
  { product: "potato", size: null },
  { product: "sheep", size: null },
  { product: "wool", size: null },
];

/** Where a market day stands. */
interface MarketDayState {
  place: string;
  at: number;
  count: number;
  /** A price that is not usual, until it is confirmed. */
  unusual: MarketReading | null;
}

const NEXT: MarketAction["outputs"] = {
  day: "state",
  product: "line",
  unit: "term",
  price: "money",
  count: "number",
  place_name: "text",
};

/** What flows may ask while somebody notes the prices of a market day. */
export const dayActions: MarketAction[] = [
  {
    name: "market.may_enter",
    harmless: true,
    inputs: {},
    outputs: {},
    outcomes: ["may", "may_not"],
    async run(call) {
      const { roles } = await actorOf(call.tx, personOf(call).personId);
      return { outcome: reachOf(roles, "quote") === "nobody" ? "may_not" : "may" };
    },
  },
  {
    name: "market.day_begin",
    harmless: true,
    inputs: { place: "market" },
    outputs: NEXT,
    outcomes: ["next", "no_place"],
    run(_call, inputs) {
      const { place } = draftIn(inputs, "place");
      if (place === null) return Promise.resolve({ outcome: "no_place" });
      return Promise.resolve(next({ place, at: 0, count: 0, unusual: null }));
    },
  },
  {
    name: "market.day_note",
    inputs: { day: "state", answer: "market" },
    outputs: NEXT,
    outcomes: ["next", "unusual", "unclear", "finished"],
    run: (call, inputs) => noteAnswer(call, stateOf(inputs), draftIn(inputs, "answer")),
  },
  {
    name: "market.day_sure",
    inputs: { day: "state" },
    outputs: NEXT,
    outcomes: ["next", "finished"],
    async run(call, inputs) {
      const state = stateOf(inputs);
      if (state.unusual === null) return next({ ...state, at: state.at + 1 });
      await keep(call, state, state.unusual);
      return next({ ...state, at: state.at + 1, count: state.count + 1, unusual: null });
    },
  },
  {
    name: "market.day_pass",
    harmless: true,
    inputs: { day: "state" },
    outputs: NEXT,
    outcomes: ["next", "finished"],
    run(_call, inputs) {
      const state = stateOf(inputs);
      return Promise.resolve(next({ ...state, at: state.at + 1, unusual: null }));
    },
  },
];

function stateOf(inputs: Parameters<MarketAction["run"]>[1]): MarketDayState {
  const day = inputs["day"];
  const state = day?.type === "state" ? (day.state as MarketDayState) : null;
  if (state === null) throw new Error("the flow lost its market day");
  return state;
}

/** The next product to ask for, or the end. */
function next(state: MarketDayState): ActionResult {
  const asked = ASKED[state.at];
  const values = {
    day: { type: "state" as const, state },
    count: number(state.count * 1000),
    place_name: text(placeName(state.place)),
  };
  if (asked === undefined) return { outcome: "finished", values };
  return {
    outcome: "next",
    values: {
      ...values,
      product: line("product", { product: productName(asked.product, asked.size) }),
      unit: term(PRODUCT_FACTS[asked.product].priced),
    },
  };
}

/** The answer as the price of the product that was asked for, by its priced unit unless it tells another. */
function quoteOf(state: MarketDayState, answer: MarketReading): MarketReading | null {
  const asked = ASKED[state.at];
  if (asked === undefined) return null;
  const blank: MarketReading = {
    ...answer,
    act: "quote",
    product: asked.product,
    size: asked.size,
    place: state.place,
    countMilli: null,
    unit: null,
    eachGrams: answer.eachGrams,
    centimos: null,
    per: null,
    day: null,
  };
  const told = filled(blank, answer, "price");
  return {
    ...told,
    product: asked.product,
    size: asked.size,
    place: state.place,
    per: told.per ?? PRODUCT_FACTS[asked.product].priced,
  };
}

async function noteAnswer(
  call: MarketCall,
  state: MarketDayState,
  answer: MarketReading,
): Promise<ActionResult> {
  const quote = quoteOf(state, answer);
  const judged = quote === null ? null : judgeQuote(quote, true);
  if (quote === null || judged === null) return next(state);
  if (judged.ask === "scale") {
    const values = { ...next(state).values, price: money(quote.centimos ?? 0) };
    const open = { ...state, unusual: quote };
    return { outcome: "unusual", values: { ...values, day: { type: "state", state: open } } };
  }
  if (judged.ask !== null) return { outcome: "unclear", values: next(state).values ?? {} };
  await keep(call, state, quote);
  return next({ ...state, at: state.at + 1, count: state.count + 1, unusual: null });
}

async function keep(call: MarketCall, state: MarketDayState, quote: MarketReading): Promise<void> {
  const { personId, name } = personOf(call);
  const { product, size, centimos, per, eachGrams } = quote;
  if (product === null || centimos === null || per === null || per === "all") return;
  const priced = unitPrice(product, centimos, { unit: per, countMilli: 1000 }, eachGrams);
  if (priced === null) return;
  await recordQuote(call.tx, {
    id: newId(),
    product,
    size,
    place: state.place,
    day: call.today,
    centimos,
    unit: per,
    eachGrams,
    perPriced: rounded(priced),
    source: "survey",
    who: name,
    personId,
    at: call.now,
    actKey: `${call.actKey}:${state.at}`,
  });
}
