import { isDecentHour, nightfall } from "../../core/hours.ts";
import { addDays, limaDay, limaMinutes, weekday, type LimaDay } from "../../core/lima.ts";
import { placeName } from "../../core/places.ts";
import { PRODUCT_FACTS } from "../../core/products.ts";
import type { RegularTask } from "../../core/task.ts";
import type { FlowValue } from "../../core/value.ts";
import { instant, type Connection, type Store } from "../../store/connection.ts";
import { queueNotice } from "../../store/notices.ts";
import { isStale } from "./prices.ts";
import { pricesOf } from "./quotes-store.ts";
import { digestsAfter, disarm, passedWatches, rearm } from "./watch-store.ts";
import { line, money, priceLine, productName, term, text } from "./words.ts";

/** Prices older than this alarm nobody. */
const FRESH_DAYS = 3;
const PAGE = 100;

/** The summary goes out on Mondays from 6:30. */
const MONDAY = 1;
const FROM_MINUTE = 6 * 60 + 30;
const DIGEST = "price_digest";

/** Tells whoever asked that a price passed their bound: once, until it has come back. */
export const tellAlerts: RegularTask<Store> = {
  name: "market.tell_alerts",
  everyMs: 60_000,
  async run({ store, clock }) {
    const now = clock.now();
    if (!isDecentHour(now)) return;
    const since = addDays(limaDay(now), -FRESH_DAYS);
    await store.transaction(async (tx) => {
      await rearm(tx, since);
      const told = new Set<string>();
      for (const watch of await passedWatches(tx, since, PAGE)) {
        if (told.has(watch.id)) continue;
        told.add(watch.id);
        await queueNotice(
          tx,
          {
            personId: watch.personId,
            purpose: "prices",
            flow: "market_alerted",
            values: {
              product: line("product", { product: productName(watch.product, null) }),
              price: money(watch.now),
              unit: term(PRODUCT_FACTS[watch.product].priced),
              place: text(placeName(watch.at.place)),
              day: { type: "day", day: watch.at.day },
            },
            dueAt: now,
            expiresAt: null,
            onceKey: `price_alert:${watch.id}:${watch.at.day}:${watch.at.place}`,
            urgent: false,
          },
          now,
        );
        await disarm(tx, watch.id);
      }
    });
  },
};

/** Sends the week's prices on Monday to whoever asked for them; a week nobody noted a price is passed over. */
export const sendDigests: RegularTask<Store> = {
  name: "market.send_digests",
  everyMs: 60_000,
  async run({ store, clock }) {
    const now = clock.now();
    const today = limaDay(now);
    if (weekday(today) !== MONDAY || limaMinutes(now) < FROM_MINUTE || !isDecentHour(now)) return;
    for (let more = true; more;) more = await store.transaction((tx) => digestPage(tx, today, now));
  },
};

async function digestPage(tx: Connection, today: LimaDay, now: Date): Promise<boolean> {
  await tx.run(
    "INSERT INTO daily_run (job, day, cursor) VALUES ($1, $2, '') ON CONFLICT (job, day) DO NOTHING",
    DIGEST,
    today,
  );
  const [run] = await tx.query<{ cursor: string | null; done_at: string | null }>(
    `SELECT cursor, done_at FROM daily_run WHERE job = $1 AND day = $2${tx.forUpdate}`,
    DIGEST,
    today,
  );
  if (run === undefined || run.done_at !== null) return false;
  const digests = await digestsAfter(tx, run.cursor ?? "", PAGE);
  for (const { personId, products } of digests) {
    const lines: FlowValue[] = [];
    for (const { product, place } of products) {
      const prices = await pricesOf(tx, product, place === "" ? null : place, 3);
      const fresh = prices.filter((price) => !isStale(product, price.day, today));
      lines.push(
        ...fresh.map((price) =>
          line("of_week", {
            product: productName(product, price.size),
            price: priceLine(price, today, false),
          }),
        ),
      );
    }
    if (lines.length === 0) continue;
    await queueNotice(
      tx,
      {
        personId,
        purpose: "prices",
        flow: "market_digest",
        values: { prices: { type: "lines", lines } },
        dueAt: now,
        expiresAt: nightfall(now),
        onceKey: `price_digest:${today}:${personId}`,
        urgent: false,
      },
      now,
    );
  }
  const isDone = digests.length < PAGE;
  await tx.run(
    "UPDATE daily_run SET cursor = $3, done_at = $4 WHERE job = $1 AND day = $2",
    DIGEST,
    today,
    digests.at(-1)?.personId ?? run.cursor,
    isDone ? instant(now) : null,
  );
  return !isDone;
}
