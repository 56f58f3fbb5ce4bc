import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  nat,
  record,
  subarray,
} from "fast-check";
import { expect, it } from "vitest";
import { addRestDay } from "../../src/broadcast/calendar.ts";
import { PURPOSES, type Purpose } from "../../src/core/caller.ts";
import { isDecentHour } from "../../src/core/hours.ts";
import { addDays, limaDay, limaInstant, type LimaDay } from "../../src/core/lima.ts";
import { queueNotice } from "../../src/store/notices.ts";
import { openVillage, type Village, type Villager } from "../kit/conversation.ts";
import { sendIn } from "./village.ts";

const BUDGET = 3;
const ASKABLE = PURPOSES.filter((one) => one !== "reports");
const ASKED: Record<string, Purpose> = {
  capacitaciones: "trainings",
  precios: "prices",
  votaciones: "votes",
  "lo que falta": "reminders",
};

const people = array(subarray([...ASKABLE]), { minLength: 1, maxLength: 4 });
const step = record({
  minutes: integer({ min: 1, max: 700 }),
  act: constantFrom("send", "send", "ask", "notice", "yes", "no", "stop", "rest", "pass"),
  who: nat(3),
  purpose: constantFrom<Purpose>(...ASKABLE),
  urgent: boolean(),
  window: constantFrom(0, 30, 300),
});

/** What a person agreed to, was asked, and got. */
interface Account {
  villager: Villager;
  agreed: Set<string>;
  /** Purposes they were asked about or spoke of. */
  settled: Set<string>;
  seen: Set<string>;
  daily: Map<LimaDay, number>;
}

/** Everything that must hold for what reached somebody at this moment. */
function judge(account: Account, text: string, now: Date, restedFrom: Set<LimaDay>): void {
  const day = limaDay(now);
  const parts = text.match(/<\w+ \w+ \d+>/g) ?? [];
  const isUrgent = parts.every((part) => part.includes(" urgent ")) && parts.length > 0;
  expect(isDecentHour(now), now.toISOString()).toBe(true);
  if (!isUrgent) {
    expect([...restedFrom]).not.toContain(day);
    account.daily.set(day, (account.daily.get(day) ?? 0) + 1);
  }
  const asked = Object.entries(ASKED).find(([words]) => text.includes(words))?.[1];
  if (parts.length === 0 && asked !== undefined) {
    expect([...account.settled]).not.toContain(asked);
    account.settled.add(asked);
    return;
  }
  expect(parts.length, text).toBeGreaterThan(0);
  for (const part of parts) {
    expect([...account.agreed]).toContain(part.slice(1).split(" ")[0]);
    expect([...account.seen]).not.toContain(part);
    account.seen.add(part);
  }
}

it("whatever is sent, by whatever way: consent, the hour, days of rest and the day's measure hold", async () => {
  const village: Village = await openVillage();
  let start = "2026-01-05";
  let messages = 0;
  let number = 0;
  const kinds = new Set<string>();
  try {
    await assert(
      asyncProperty(
        nat(1439),
        people,
        array(step, { minLength: 4, maxLength: 14 }),
        async (minute, consents, steps) => {
          start = addDays(start, 28);
          village.stage.moveTo(limaInstant(start, minute));
          const accounts: Account[] = [];
          for (const purposes of consents) {
            const villager = await village.newFamily({ purposes: ["reports", ...purposes] });
            const [agreed, settled] = [new Set<string>(purposes), new Set<string>(purposes)];
            accounts.push({ villager, agreed, settled, seen: new Set(), daily: new Map() });
          }
          const audience = `family=${accounts.map(({ villager }) => villager.familyId).join(",")}`;
          const rested = new Set<LimaDay>();
          for (const { minutes, act, who, purpose, urgent, window } of steps) {
            const account = accounts[who % accounts.length];
            if (account === undefined) continue;
            const { villager, agreed, settled } = account;
            const now = village.now();
            number += 1;
            if (act === "send" || act === "ask") {
              const text = { es: `<${purpose} plain ${number}>` };
              await sendIn(village, {
                purpose,
                audience,
                askConsent: act === "ask",
                windowMs: window * 60_000,
                content: { kind: "texts", texts: text },
              });
            } else if (act === "notice") {
              const kind = urgent ? "urgent" : "plain";
              const notice = {
                personId: villager.personId,
                purpose,
                flow: "broadcast_digest",
                values: {
                  name: { type: "text" as const, text: "Rosa" },
                  messages: { type: "text" as const, text: `<${purpose} ${kind} ${number}>` },
                },
                dueAt: now,
                expiresAt: null,
                onceKey: `test:${number}`,
                urgent,
              };
              await village.store.transaction((tx) => queueNotice(tx, notice, now));
            } else if (act === "yes" || act === "no") {
              const { standing } =
                village.stage.traces.findLast((one) => one.identityId === villager.identityId) ??
                {};
              const question = standing?.flow === "consent_ask" ? standing.node : undefined;
              await villager.says(act === "yes" ? "sí" : "no");
              if (question !== undefined && act === "yes") agreed.add(question);
            } else if (act === "stop") {
              await villager.says("BASTA");
              agreed.clear();
              for (const one of ASKABLE) settled.add(one);
            } else if (act === "rest" && !rested.has(limaDay(now))) {
              const day = limaDay(now);
              rested.add(day);
              await village.store.transaction((tx) =>
                addRestDay(tx, { municipality: null, day, name: "Fiesta", created_by: "Ana" }, now),
              );
            }
            kinds.add(act);
            await village.stage.runDue();
            for (const one of accounts)
              for (const text of await one.villager.hears()) {
                messages += 1;
                judge(one, text, village.now(), rested);
              }
            village.later({ minutes });
          }
          for (const { daily } of accounts)
            for (const count of daily.values()) expect(count).toBeLessThanOrEqual(BUDGET);
          expect(village.stage.faults).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
    expect(messages).toBeGreaterThan(60);
    expect(kinds.size).toBe(8);
  } finally {
    await village.close();
  }
}, 120_000);
