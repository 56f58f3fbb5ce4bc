import {
  assert,
  asyncProperty,
  constantFrom,
  integer,
  record,
  array,
  subarray,
  nat,
} from "fast-check";
import { expect, it } from "vitest";
import { confirmBroadcast } from "../../src/broadcast/confirm.ts";
import { broadcastStatus } from "../../src/broadcast/status.ts";
import { PURPOSES, type Purpose } from "../../src/core/caller.ts";
import { isDecentHour } from "../../src/core/hours.ts";
import { limaDay } from "../../src/core/lima.ts";
import { recordConsent } from "../../src/modules/people/store.ts";
import { optOut } from "../../src/store/opt-out.ts";
import { ATTENTION, openBroadcastStage } from "./stage.ts";

const MIDNIGHT = Date.parse("2026-11-23T00:00:00-05:00");
const MINUTE = 60_000;

const people = array(subarray([...PURPOSES]), { minLength: 1, maxLength: 8 });
const step = record({
  minutes: integer({ min: 1, max: 600 }),
  act: constantFrom("send", "refuse", "agree", "pass"),
  who: nat(7),
  purpose: constantFrom<Purpose>(...PURPOSES),
  window: constantFrom(0, 30, 300),
});

it("nobody is written to without consent for the purpose, at night, or more often than a day bears", async () => {
  let delivered = 0;
  await assert(
    asyncProperty(
      nat(1440),
      people,
      array(step, { minLength: 3, maxLength: 14 }),
      async (start, consents, steps) => {
        const stage = await openBroadcastStage("sqlite", new Date(MIDNIGHT + start * MINUTE));
        try {
          const crowd = await Promise.all(consents.map((purposes) => stage.person({ purposes })));
          const agreed = new Map(
            crowd.map(({ address }, index) => [address, new Set<Purpose>(consents[index])]),
          );
          const sent: string[] = [];
          let seen = 0;
          for (const { minutes, act, who, purpose, window } of steps) {
            const person = crowd[who % crowd.length];
            if (person === undefined) continue;
            const now = stage.clock.now();
            if (act === "send") {
              const draft = {
                by: "Ana",
                personId: null,
                purpose,
                content: { kind: "texts" as const, texts: { es: `${purpose} ${sent.length}` } },
                audience: "role=producer",
                startAt: now,
                windowMs: window * MINUTE,
                ignoreQuiet: false,
              };
              sent.push((await confirmBroadcast(stage.store, draft, null, now)).id);
            } else if (act === "refuse" || act === "agree") {
              const granted = act === "agree";
              await stage.store.transaction(async (tx) => {
                await recordConsent(tx, person.personId, [purpose], granted, "a test", now);
                if (!granted) await optOut(tx, person.personId, [purpose], now);
              });
              if (granted) agreed.get(person.address)?.add(purpose);
              else agreed.get(person.address)?.delete(purpose);
            }
            await stage.run();
            for (const { address, text, at } of stage.received.slice(seen)) {
              expect(isDecentHour(at), at.toISOString()).toBe(true);
              expect([...(agreed.get(address) ?? [])]).toContain(text.split(" ")[0]);
            }
            seen = stage.received.length;
            stage.moveTo(new Date(now.getTime() + minutes * MINUTE));
          }
          delivered += stage.received.length;
          const daily = new Map<string, number>();
          for (const { address, at } of stage.received) {
            const key = `${address} ${limaDay(at)}`;
            daily.set(key, (daily.get(key) ?? 0) + 1);
          }
          expect(Math.max(0, ...daily.values())).toBeLessThanOrEqual(ATTENTION);
          const texts = stage.received.map(({ address, text }) => `${address} ${text}`);
          expect(new Set(texts).size).toBe(texts.length);
          for (const id of sent) {
            const { totals } = await stage.store.read((one) => broadcastStatus(one, id));
            const all = Object.values(totals).reduce((sum, count) => sum + count, 0);
            expect(all).toBe(crowd.length);
          }
          expect(stage.faults).toEqual([]);
        } finally {
          await stage.close();
        }
      },
    ),
    { numRuns: 40 },
  );
  expect(delivered).toBeGreaterThan(40);
}, 60_000);
