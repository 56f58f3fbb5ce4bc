import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actions } from "../src/actions.ts";
import { newId } from "../src/core/ids.ts";
import { addDays, limaInstant } from "../src/core/lima.ts";
import { PLACES } from "../src/core/places.ts";
import { PRODUCT_FACTS, PRODUCTS } from "../src/core/products.ts";
import { newSession } from "../src/flow/session.ts";
import { compileFlows } from "../src/library.ts";
import { recordQuote } from "../src/modules/market/quotes-store.ts";
import { insertFamily, insertIdentity, insertPerson } from "../src/rehearsal/cast.ts";
import { openStage, type Phone } from "../src/rehearsal/stage.ts";
import { instant, type Connection } from "../src/store/connection.ts";
import { openStore } from "../src/store/open.ts";
import { writeSession } from "../src/store/sessions.ts";

/**
 * Turns a second of a price query and of a search for offers, through inbox, conversation and outbox on SQLite, with
 * little and with much data; rounds take turns, the median counts.
 * Options: --rounds 5  --turns 300
 */
const rounds = option("rounds", 5);
const turns = option("turns", 300);
const TODAY = "2026-11-23";
const NOW = limaInstant(TODAY, 10 * 60);
const SIZES = [
  { quotes: 1000, offers: 200 },
  { quotes: 100_000, offers: 20_000 },
];
const ASKED = ["precio queso huancaro", "precio leche", "quién vende queso en huancaro"];

const markets = [];
for (const size of SIZES) markets.push({ size, ...(await openMarket(size)) });

process.stdout.write("| asked | quotes | offers | turns/s | ms/turn | of the smaller |\n");
process.stdout.write("| --- | ---: | ---: | ---: | ---: | ---: |\n");
for (const text of ASKED) {
  const taken = markets.map(() => [] as number[]);
  for (let round = 0; round <= rounds; round += 1)
    for (const [index, { phone }] of markets.entries()) {
      const ms = await ask(phone, text);
      // The first round only warms up.
      if (round > 0) taken[index]?.push(ms);
    }
  const medians = taken.map(
    (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0,
  );
  for (const [index, { size }] of markets.entries()) {
    const ms = medians[index] ?? 0;
    const share = ((100 * (medians[0] ?? 0)) / ms).toFixed(0);
    process.stdout.write(
      `| ${text} | ${size.quotes} | ${size.offers} | ${(1000 / ms).toFixed(0)} | ${ms.toFixed(2)} | ${share} % |\n`,
    );
  }
}
for (const { close } of markets) await close();

/** Milliseconds of one turn, over many. */
async function ask(phone: Phone, text: string): Promise<number> {
  const begin = performance.now();
  for (let turn = 0; turn < turns; turn += 1) await phone.sends({ kind: "text", text });
  const ms = (performance.now() - begin) / turns;
  await phone.hears();
  return ms;
}

async function openMarket({ quotes, offers }: (typeof SIZES)[number]) {
  const folder = mkdtempSync(join(tmpdir(), "kallpanchis-market-"));
  const store = await openStore(`file:${join(folder, "market.db")}`, "prisma");
  const stage = await openStage({ store, root: ".", actions, now: NOW });
  await stage.publish(compileFlows(".", actions, stage.lexicon).programs, {
    by: "bench",
    note: null,
  });
  const identity = { id: newId(), address: newId() };
  const [asker, seller] = [newId(), newId()];
  await store.transaction(async (tx) => {
    for (const id of [asker, seller]) {
      await insertFamily(tx, id, null, NOW);
      const person = { id, familyId: id, name: "Rosa Quispe", language: "es" as const };
      await insertPerson(tx, person, ["reports", "prices"], NOW);
    }
    await insertIdentity(tx, identity, asker, NOW);
    await writeSession(tx, identity.id, null, JSON.stringify(newSession()), NOW);
    await seedQuotes(tx, quotes);
    await seedOffers(tx, offers, seller);
    for (const product of PRODUCTS)
      for (const place of Object.keys(PLACES))
        await recordQuote(tx, quoteOf(product, place, TODAY));
  });
  return {
    phone: stage.phone(identity),
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function quoteOf(product: (typeof PRODUCTS)[number], place: string, day: string) {
  const { plausible, priced } = PRODUCT_FACTS[product];
  return {
    id: newId(),
    product,
    size: null,
    place,
    day,
    centimos: plausible[0] * 2,
    unit: priced,
    eachGrams: null,
    perPriced: plausible[0] * 2,
    source: "survey" as const,
    who: "Ana",
    personId: null,
    at: NOW,
    actKey: newId(),
  };
}

async function seedQuotes(tx: Connection, count: number): Promise<void> {
  const places = Object.keys(PLACES);
  for (let index = 0; index < count; index += 1) {
    const product = PRODUCTS[index % PRODUCTS.length] ?? "milk";
    const place = places[Math.floor(index / PRODUCTS.length) % places.length] ?? "anta";
    const quote = quoteOf(product, place, addDays(TODAY, -1 - Math.floor(index / 500)));
    await tx.run(
      `INSERT INTO price_quote (id, product, size, place, day, centimos, unit, per_priced, source, who, created_at, act_key)
       VALUES ($1, $2, '', $3, $4, $5, $6, $5, 'survey', 'Ana', $7, $1)`,
      quote.id,
      quote.product,
      quote.place,
      quote.day,
      quote.centimos,
      quote.unit,
      instant(NOW),
    );
  }
}

async function seedOffers(tx: Connection, count: number, seller: string): Promise<void> {
  const places = Object.keys(PLACES);
  for (let index = 0; index < count; index += 1)
    await tx.run(
      `INSERT INTO offer (id, kind, person_id, family_id, product, size, unit, each_grams, count_milli, left_milli, centimos, per,
         place, state, created_at, expires_at, act_key)
       VALUES ($1, 'sell', $2, $2, $3, '', 'unit', 1000, 10000, 10000, 1800, 'unit', $4, 'open', $5, '2027-01-01T00:00:00.000Z', $1)`,
      newId(),
      seller,
      index % 2 === 0 ? "cheese" : "guinea_pig",
      places[index % places.length] ?? "anta",
      instant(NOW),
    );
}

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}
