import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../../src/core/ids.ts";
import { addDays } from "../../../src/core/lima.ts";
import { PRODUCTS, PRODUCT_FACTS, UNITS } from "../../../src/core/products.ts";
import { exportPrices } from "../../../src/modules/market/price-export.ts";
import { readPrices } from "../../../src/modules/market/price-file.ts";
import { importPrices, knownPrices } from "../../../src/modules/market/price-import.ts";
import {
  isStale,
  marketDays,
  medianOf,
  paidMedian,
  withoutOutliers,
} from "../../../src/modules/market/prices.ts";
import {
  pricesOf,
  recordQuote,
  withdrawQuote,
  type NewQuote,
} from "../../../src/modules/market/quotes-store.ts";
import { rounded, unitPrice } from "../../../src/modules/market/units.ts";
import { sendDigests, tellAlerts } from "../../../src/modules/market/watch-jobs.ts";
import type { Store } from "../../../src/store/connection.ts";
import { openVillage, TODAY, type Village, type Villager } from "../../kit/conversation.ts";
import { databases } from "../../kit/store.ts";

const prices = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 40 });

describe("the middle of prices", () => {
  it("lies among them, and their order does not matter", () => {
    fc.assert(
      fc.property(prices, (all) => {
        const median = medianOf(all) ?? 0;
        expect(median).toBeGreaterThanOrEqual(Math.min(...all));
        expect(median).toBeLessThanOrEqual(Math.max(...all));
        expect(medianOf(all.toReversed())).toBe(median);
      }),
    );
  });

  it("is not moved far by one slip of the point", () => {
    const paid = [150, 155, 160, 165, 170, 180_00];
    expect(withoutOutliers(paid)).toEqual([150, 155, 160, 165, 170]);
    const reports = paid.map((centimos, index) => ({ familyId: `f${index}`, centimos }));
    expect(paidMedian(reports)).toEqual({ centimos: 160, families: 5 });
  });

  it("of what families were paid is told from five families on, each counted once", () => {
    const four = [150, 155, 160, 165].map((centimos, index) => ({
      familyId: `f${index}`,
      centimos,
    }));
    expect(paidMedian([...four, { familyId: "f0", centimos: 150 }])).toBeNull();
    expect(paidMedian([...four, { familyId: "f9", centimos: 150 }])?.families).toBe(5);
  });

  it("of a market day comes with its spread, the newest first", () => {
    const days = marketDays([
      { day: "2026-11-20", centimos: 150 },
      { day: "2026-11-23", centimos: 170 },
      { day: "2026-11-23", centimos: 160 },
    ]);
    expect(days.map((day) => [day.day, day.centimos, day.low, day.high])).toEqual([
      ["2026-11-23", 165, 160, 170],
      ["2026-11-20", 150, 150, 150],
    ]);
  });

  it("is stale after the product's own limit", () => {
    for (const product of PRODUCTS) {
      const { staleDays } = PRODUCT_FACTS[product];
      expect(isStale(product, addDays(TODAY, -staleDays), TODAY)).toBe(false);
      expect(isStale(product, addDays(TODAY, -staleDays - 1), TODAY)).toBe(true);
    }
  });
});

describe("units", () => {
  it("come to the same price however they are told", () => {
    const perArroba = unitPrice("potato", 2300, { unit: "arroba", countMilli: 1000 }, null);
    expect(perArroba === null ? null : rounded(perArroba)).toBe(200);
    const perCheese = unitPrice("cheese", 900, { unit: "unit", countMilli: 1000 }, 500);
    expect(perCheese === null ? null : rounded(perCheese)).toBe(1800);
    const perDozen = unitPrice("egg", 720, { unit: "dozen", countMilli: 1000 }, null);
    expect(perDozen === null ? null : rounded(perDozen)).toBe(60);
    expect(unitPrice("cheese", 900, { unit: "unit", countMilli: 1000 }, null)).toBeNull();
    expect(unitPrice("milk", 6000, { unit: "porongo", countMilli: 1000 }, null)).toBeNull();
  });

  it("are exact: twice as much for twice the price is the same price", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PRODUCTS),
        fc.constantFrom(...UNITS),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 500_000 }),
        (product, unit, centimos, countMilli) => {
          const one = unitPrice(product, centimos, { unit, countMilli }, 1000);
          const two = unitPrice(product, 2 * centimos, { unit, countMilli: 2 * countMilli }, 1000);
          if (one === null || two === null) expect(one).toBe(two);
          else
            expect(BigInt(one.centimos) * BigInt(two.by)).toBe(
              BigInt(two.centimos) * BigInt(one.by),
            );
        },
      ),
    );
  });
});

describe.each(databases)("prices on %s", (kind) => {
  let village: Village;
  let store: Store;

  beforeAll(async () => {
    village = await openVillage(kind);
    store = village.store;
  });
  afterAll(() => village.close());

  const quote = (change: Partial<NewQuote>): NewQuote => ({
    id: newId(),
    product: "milk",
    size: null,
    place: "anta",
    day: TODAY,
    centimos: 160,
    unit: "litre",
    eachGrams: null,
    perPriced: 160,
    source: "survey",
    who: "Ana",
    personId: null,
    at: village.now(),
    actKey: newId(),
    ...change,
  });
  const keep = (one: NewQuote): Promise<boolean> => store.transaction((tx) => recordQuote(tx, one));
  const standing = (place: string) => store.read((tx) => pricesOf(tx, "milk", place, 5));

  it("stand as the newest market day says, with the one before it", async () => {
    await keep(quote({ day: "2026-11-20", perPriced: 150 }));
    await keep(quote({ perPriced: 160 }));
    const again = quote({ perPriced: 170 });
    expect(await keep(again)).toBe(true);
    expect(await keep({ ...again, id: newId() })).toBe(false);
    expect(await standing("anta")).toMatchObject([
      {
        centimos: 165,
        low: 160,
        high: 170,
        quotes: 2,
        beforeCentimos: 150,
        beforeDay: "2026-11-20",
      },
    ]);
  });

  it("that are withdrawn let the ones before stand again", async () => {
    const { personId } = await village.newFamily();
    await keep(quote({ place: "velille", perPriced: 150, day: "2026-11-20" }));
    await keep(quote({ place: "velille", perPriced: 300, personId }));
    const since = new Date(village.now().getTime() - 3_600_000);
    const withdraw = () =>
      store.transaction((tx) => withdrawQuote(tx, personId, since, village.now()));
    expect(await withdraw()).toMatchObject({ place: "velille", perPriced: 300 });
    expect(await withdraw()).toBeNull();
    expect(await standing("velille")).toMatchObject([{ centimos: 150, beforeCentimos: null }]);
  });

  it("of a table are kept once, whole or not at all, and come out again", async () => {
    const table = [
      "date,product,size,place,price,unit,each_g,source",
      "2026-11-20,cheese,,sicuani,9.00,unit,500,Municipalidad",
      "2026-11-20,guinea_pig,large,sicuani,25,unit,,Municipalidad",
    ].join("\n");
    const read = await readPrices(new TextEncoder().encode(table), "prices.csv", TODAY);
    expect(read.problems).toEqual([]);
    expect(await knownPrices(store, read.prices)).toBe(0);
    expect(await importPrices(store, read.prices, village.now())).toEqual({ created: 2, known: 0 });
    expect(await importPrices(store, read.prices, village.now())).toEqual({ created: 0, known: 2 });
    const rows: string[][] = [];
    for await (const row of exportPrices(store, { from: "2026-11-20", to: "2026-11-20" }))
      if (row.place === "sicuani") rows.push([row.product, row.price, row.price_compared, row.who]);
    rows.sort((one, other) => (one.join() < other.join() ? -1 : 1));
    expect(rows).toEqual([
      ["cheese", "9.00", "18.00", "Municipalidad"],
      ["guinea_pig", "25.00", "25.00", "Municipalidad"],
    ]);
  });

  it("that pass a bound are told once, and again only after they came back", async () => {
    const watcher = await village.newFamily({ purposes: ["reports", "prices"] });
    await watcher.says("avísame si la papa pasa de 2 soles el kilo");
    const potato = { product: "potato", unit: "kg", place: "chamaca" } as const;
    const told = async (perPriced: number): Promise<number> => {
      await keep(quote({ ...potato, perPriced, day: addDays(TODAY, ++days) }));
      village.at(addDays(TODAY, days), "09:00");
      await tellAlerts.run({ store, clock: { now: village.now } });
      return notices(watcher, "market_alerted");
    };
    let days = 0;
    expect(await told(190)).toBe(0);
    expect(await told(210)).toBe(1);
    expect(await told(220)).toBe(1);
    expect(await told(180)).toBe(1);
    expect(await told(230)).toBe(2);
  });

  it("of the week are told on Monday, once, to whoever asked", async () => {
    const follower = await village.newFamily({ purposes: ["reports", "prices"] });
    await follower.says("mis precios");
    await follower.says("1");
    await follower.says("leche");
    village.at("2026-11-30", "06:00");
    await keep(quote({ day: "2026-11-29", place: "limatambo" }));
    const run = () => sendDigests.run({ store, clock: { now: village.now } });
    await run();
    expect(await notices(follower, "market_digest")).toBe(0);
    village.at("2026-11-30", "07:00");
    await run();
    await run();
    expect(await notices(follower, "market_digest")).toBe(1);
  });

  async function notices({ personId }: Villager, flow: string): Promise<number> {
    const rows = await village.ask<{ id: string }>(
      "SELECT id FROM notice WHERE person_id = $1 AND flow = $2",
      personId,
      flow,
    );
    return rows.length;
  }
});

describe("a table of prices", () => {
  const read = (lines: string[]) =>
    readPrices(
      new TextEncoder().encode(["date,product,place,price,unit,each_g", ...lines].join("\n")),
      "prices.csv",
      TODAY,
    );

  it.each([
    ["2026-13-01,milk,anta,1.60,litre,", "date", /2026-11-23/],
    ["2027-01-01,milk,anta,1.60,litre,", "date", /future/],
    ["2026-11-20,llama,anta,1.60,litre,", "product", /"llama" is not known/],
    ["2026-11-20,milk,lima,1.60,litre,", "place", /"lima" is not known/],
    ["2026-11-20,milk,anta,about 2,litre,", "price", /1\.80/],
    ["2026-11-20,milk,anta,160,litre,", "price", /point/],
    ["2026-11-20,milk,anta,1.60,porongo,", "unit", /cannot be compared/],
    ["2026-11-20,cheese,anta,18,unit,", "unit", /each_g/],
    ["2026-11-20,cheese,anta,18,unit,1kg", "each_g", /whole grams/],
  ])("tells what is wrong in %s", async (row, column, problem) => {
    const { prices: kept, problems } = await read([row]);
    expect(kept).toEqual([]);
    expect(problems).toMatchObject([{ row: 2, column }]);
    expect(problems[0]?.problem).toMatch(problem);
  });

  it("names missing and unknown columns, and rows told twice", async () => {
    const bytes = new TextEncoder().encode("date,product,colour\n");
    const { problems } = await readPrices(bytes, "prices.csv", TODAY);
    expect(problems.map((one) => one.problem)).toHaveLength(4);
    const row = "2026-11-20,milk,anta,1.60,litre,";
    expect((await read([row, "", row])).problems).toMatchObject([{ row: 4 }]);
  });

  it("is refused politely whatever it holds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const { prices: kept, problems } = await readPrices(bytes, "prices.csv", TODAY);
        expect(kept.length === 0 || problems.length === 0).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
