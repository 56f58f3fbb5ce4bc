import type { ActionResult } from "../../core/action.ts";
import { reachOf } from "../../core/authority.ts";
import { newId } from "../../core/ids.ts";
import type { MarketReading } from "../../core/market-reading.ts";
import { placeName } from "../../core/places.ts";
import { actorOf } from "../../store/authority.ts";
import {
  draftIn,
  personOf,
  idIn,
  textIn,
  withDraft,
  type MarketAction,
  type MarketCall,
} from "./calls.ts";
import { containerIn, dayOf, filled, missingOf, withContainer, withPrice } from "./draft.ts";
import { judgeQuote, type Missing, type QuoteTerms } from "./judge.ts";
import { recordPaid, withdrawPaid } from "./paid-store.ts";
import { recordQuote, withdrawQuote } from "./quotes-store.ts";
import { choiceLine, chosenPrice, line, money, productName, term, text } from "./words.ts";

/** How long a price can be taken back, in milliseconds: 24 hours. */
const UNDO_MS = 24 * 3_600_000;

/** What is asked, by what is missing; doubts that only a new message settles are told anew. */
const QUESTION: Record<Missing, string> = {
  product: "product",
  two_products: "product",
  quantity: "quantity",
  unit: "unit",
  weight: "weight",
  container: "container",
  price: "price",
  two_prices: "price",
  per: "per",
  scale: "scale",
  place: "place",
  unknown_place: "unknown_place",
  bound: "bound",
  which_day: "day",
  past_day: "past_day",
  range: "again",
  decimal_or_thousand: "again",
  which_number: "again",
};

/** What flows may ask while a message about the market is made complete, and to note prices. */
export const entryActions: MarketAction[] = [
  {
    name: "market.check",
    harmless: true,
    inputs: { draft: "market" },
    outputs: {
      draft: "market",
      asked: "text",
      product: "line",
      price: "money",
      options: "options",
      container: "term",
    },
    outcomes: ["complete", "no_choice", ...new Set(Object.values(QUESTION))],
    run: (call, inputs) => check(call, draftIn(inputs)),
  },
  {
    name: "market.fill",
    harmless: true,
    inputs: { draft: "market", answer: "market", asked: "text?" },
    outputs: { draft: "market" },
    outcomes: ["filled"],
    run(_call, inputs) {
      const asked = (textIn(inputs, "asked") ?? "product") as Missing;
      return Promise.resolve(
        withDraft("filled", filled(draftIn(inputs), draftIn(inputs, "answer"), asked)),
      );
    },
  },
  {
    name: "market.take_price",
    harmless: true,
    inputs: { draft: "market", chosen: "line" },
    outputs: { draft: "market" },
    outcomes: ["filled"],
    run(_call, inputs) {
      const choice = chosenPrice(inputs["chosen"]);
      const draft = draftIn(inputs);
      return Promise.resolve(
        withDraft("filled", choice === null ? draft : withPrice(draft, choice)),
      );
    },
  },
  {
    name: "market.take_container",
    harmless: true,
    inputs: { draft: "market", litres: "litres" },
    outputs: { draft: "market" },
    outcomes: ["filled"],
    run(_call, inputs) {
      const { litres } = inputs;
      const ml = litres?.type === "litres" ? litres.ml : 0;
      return Promise.resolve(withDraft("filled", withContainer(draftIn(inputs), ml)));
    },
  },
  {
    name: "market.take_bound",
    harmless: true,
    inputs: { draft: "market", bound: "choice" },
    outputs: { draft: "market" },
    outcomes: ["filled"],
    run(_call, inputs) {
      const { bound } = inputs;
      const key = bound?.type === "choice" && bound.choice.key === "below" ? "below" : "above";
      return Promise.resolve(withDraft("filled", { ...draftIn(inputs), bound: key }));
    },
  },
  {
    name: "market.drop_place",
    harmless: true,
    inputs: { draft: "market" },
    outputs: { draft: "market" },
    outcomes: ["filled"],
    run: (_call, inputs) =>
      Promise.resolve(withDraft("filled", { ...draftIn(inputs), place: null, doubt: null })),
  },
  {
    name: "market.begin_entry",
    harmless: true,
    inputs: { draft: "market" },
    outputs: { draft: "market" },
    outcomes: ["quote", "paid"],
    async run(call, inputs) {
      const draft = draftIn(inputs);
      // Who may not enter prices of a market tells what the family was paid.
      const { roles } = await actorOf(call.tx, personOf(call).personId);
      const isAllowed = reachOf(roles, "quote") !== "nobody";
      const act = draft.act === "quote" && isAllowed ? "quote" : "paid";
      return withDraft(act, { ...draft, act });
    },
  },
  {
    name: "market.note_quote",
    inputs: { draft: "market" },
    outputs: NOTED(),
    outcomes: ["noted"],
    run: (call, inputs) => noteQuote(call, draftIn(inputs)),
  },
  {
    name: "market.withdraw_quote",
    inputs: {},
    outputs: { product: "line", place: "text", price: "money" },
    outcomes: ["withdrawn", "nothing"],
    async run(call) {
      const since = new Date(call.now.getTime() - UNDO_MS);
      const gone = await withdrawQuote(call.tx, personOf(call).personId, since, call.now);
      if (gone === null) return { outcome: "nothing" };
      return {
        outcome: "withdrawn",
        values: {
          product: line("product", { product: productName(gone.product, null) }),
          place: text(placeName(gone.place)),
          price: money(gone.perPriced),
        },
      };
    },
  },
  {
    name: "market.note_paid",
    inputs: { draft: "market" },
    outputs: { ...NOTED(), report: "state" },
    outcomes: ["noted"],
    run: (call, inputs) => notePaid(call, draftIn(inputs)),
  },
  {
    name: "market.withdraw_paid",
    inputs: { report: "state" },
    outputs: {},
    outcomes: ["withdrawn", "nothing"],
    async run(call, inputs) {
      const id = idIn(inputs, "report");
      const { familyId } = personOf(call);
      const gone = await withdrawPaid(call.tx, familyId, id, call.now);
      return { outcome: gone ? "withdrawn" : "nothing" };
    },
  },
];

function NOTED(): MarketAction["outputs"] {
  return { product: "line", place: "text", price: "money", unit: "term", day: "day" };
}

async function check(call: MarketCall, given: MarketReading): Promise<ActionResult> {
  const draft = await withKnownContainer(call, given);
  const { ask, choices } = missingOf(draft);
  const { product } = draft;
  const values = {
    product: product === null ? text("") : productName(product, draft.size),
    price: money(draft.centimos ?? 0),
    container: term(containerIn(draft)),
  };
  const named = { ...values, product: line("product", { product: values.product }) };
  if (ask === null) return withDraft("complete", draft, named);
  const offered = ask === "scale" && choices.length === 0 ? "no_choice" : QUESTION[ask];
  // What was in doubt is told anew.
  const open = draft.doubt === null ? draft : { ...draft, doubt: null, choices: [] };
  const cleared: MarketReading =
    ask === "two_prices" || offered === "no_choice"
      ? { ...open, centimos: null, per: null }
      : ask === "range" || ask === "which_number" || ask === "decimal_or_thousand"
        ? { ...open, countMilli: null, unit: null, centimos: null, per: null, bareMilli: null }
        : open;
  return withDraft(offered, cleared, {
    ...named,
    asked: text(offered === "no_choice" ? "price" : ask),
    options: { type: "options", options: choices.map(choiceLine) },
  });
}

/** The family's own can is known when it said once how much it holds. */
async function withKnownContainer(call: MarketCall, draft: MarketReading): Promise<MarketReading> {
  if (missingOf(draft).ask !== "container") return draft;
  const [row] = await call.tx.query<{ size_ml: number }>(
    "SELECT size_ml FROM container WHERE family_id = $1 AND unit = $2",
    personOf(call).familyId,
    containerIn(draft),
  );
  return row === undefined ? draft : withContainer(draft, row.size_ml);
}

function termsOf(draft: MarketReading, needsPlace: boolean): QuoteTerms {
  const judged = judgeQuote(draft, needsPlace);
  if (judged.ask !== null) throw new Error("a price was noted before it was complete");
  return judged.terms;
}

async function noteQuote(call: MarketCall, draft: MarketReading): Promise<ActionResult> {
  const terms = termsOf(draft, true);
  const { personId, name } = personOf(call);
  const day = dayOf(draft, call.today);
  await recordQuote(call.tx, {
    id: newId(),
    ...terms,
    place: terms.place ?? "",
    unit: terms.per,
    day,
    source: "survey",
    who: name,
    personId,
    at: call.now,
    actKey: call.actKey,
  });
  return { outcome: "noted", values: echoOf(terms, day) };
}

async function notePaid(call: MarketCall, draft: MarketReading): Promise<ActionResult> {
  const terms = termsOf(draft, false);
  const { personId, familyId } = personOf(call);
  const day = dayOf(draft, call.today);
  const id = newId();
  await recordPaid(call.tx, {
    id,
    ...terms,
    unit: terms.per,
    familyId,
    personId,
    day,
    at: call.now,
    actKey: call.actKey,
  });
  return {
    outcome: "noted",
    values: { ...echoOf(terms, day), report: { type: "state", state: id } },
  };
}

function echoOf(terms: QuoteTerms, day: string): NonNullable<ActionResult["values"]> {
  return {
    product: line("product", { product: productName(terms.product, terms.size) }),
    place: text(terms.place === null ? "" : placeName(terms.place)),
    price: money(terms.centimos),
    unit: term(terms.per),
    day: { type: "day", day },
  };
}
