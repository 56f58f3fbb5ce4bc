import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileSources, readSources } from "../../src/library.ts";
import { takeAttention } from "../../src/store/attention.ts";
import { putBack } from "../../src/store/fates.ts";
import { queueNotice, withdrawNotices, type NewNotice } from "../../src/store/notices.ts";
import { claimBroadcast, markOver } from "../../src/store/outbox.ts";
import { openVillage, TODAY, type Village, type Villager } from "../kit/conversation.ts";
import { databases } from "../kit/store.ts";

const FLOWS = [
  `flow: fair_notice
title: Aviso de feria
needs: { place: text }
first: invite

nodes:
  invite:
    choose:
      go: { label: "Voy", go: thanks }
      stay: { label: "No puedo", go: done }
    say: "Mañana hay feria en {place}. ¿Viene?"
    retry: ["Escriba 1 o 2."]
    otherwise: done
  thanks: { say: "Le esperamos.", go: done }
  done: { end: done }
`,
  `flow: quiet_notice
title: Aviso sin palabras
first: done

nodes:
  done: { end: done }
`,
];

describe.each(databases)("a notice on %s", (kind) => {
  let village: Village;
  let rosa: Villager;
  beforeEach(async () => {
    village = await openVillage(kind);
    const { tools, lexicon } = village.stage;
    const sources = readSources(".");
    const flows = FLOWS.map((text, index) => ({ file: `flows/fairs/${index}.yaml`, text }));
    const all = { ...sources, flows: [...sources.flows, ...flows] };
    const { programs, problems } = compileSources(all, tools.actions, lexicon);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    await village.stage.publish(programs, { by: "test", note: null });
    rosa = await village.newFamily({ purposes: ["reports", "reminders", "trainings"] });
    await rosa.says("gracias");
    village.at(TODAY, "10:00");
  });
  afterEach(() => village.close());

  function queue(but: Partial<NewNotice> = {}): Promise<boolean> {
    const notice: NewNotice = {
      personId: rosa.personId,
      purpose: "trainings",
      flow: "fair_notice",
      values: { place: { type: "text", text: "Izcuchaca" } },
      dueAt: village.now(),
      expiresAt: null,
      onceKey: "fair:1:rosa",
      urgent: false,
      ...but,
    };
    return village.store.transaction((tx) => queueNotice(tx, notice, village.now()));
  }
  /** What reaches Rosa at this moment. */
  async function arrives(): Promise<string[]> {
    await village.stage.runDue();
    return rosa.hears();
  }
  const fates = (): Promise<{ state: string; reason: string | null }[]> =>
    village.ask("SELECT state, reason FROM notice ORDER BY id");
  const inside = <T>(work: Parameters<typeof village.store.transaction<T>>[0]): Promise<T> =>
    village.store.transaction(work);
  const INVITED = [expect.stringContaining("Mañana hay feria en Izcuchaca.")];

  it("begins its flow when it is due, and the answer belongs to it", async () => {
    await queue({ dueAt: new Date(village.now().getTime() + 3_600_000) });
    expect(await arrives()).toEqual([]);
    village.later({ hours: 1 });
    expect(await arrives()).toEqual(INVITED);
    expect(await rosa.says("1")).toEqual(["Le esperamos."]);
    const [notice] = await village.ask<{ state: string; history: string }>(
      "SELECT state, history FROM notice",
    );
    expect(notice?.state).toBe("sent");
    expect(notice?.history).toMatch(/^queued .*\nsent .*\n$/);
  });

  it("is queued once under its key, and anew only after it was withdrawn", async () => {
    expect(await queue()).toBe(true);
    expect(await queue()).toBe(false);
    await queue({ onceKey: "fair:10:rosa" });
    const withdraw = (prefix: string): Promise<number> =>
      inside((tx) => withdrawNotices(tx, prefix, village.now()));
    expect(await withdraw("fair:1:")).toBe(1);
    expect(await withdraw("fair:1:")).toBe(0);
    expect(await arrives()).toHaveLength(1);
    expect(await rosa.says("2")).toEqual([]);
    expect(await queue()).toBe(true);
    expect(await arrives()).toEqual(INVITED);
    expect(await queue()).toBe(false);
    expect(await withdraw("fair:")).toBe(0);
  });

  it("needs consent for its purpose at the moment it is due", async () => {
    await queue({ purpose: "votes" });
    expect(await arrives()).toEqual([]);
    expect(await fates()).toEqual([{ state: "skipped", reason: "no_consent" }]);
  });

  it("is taken back by BASTA, begun or not", async () => {
    await queue();
    await queue({ onceKey: "fair:2:rosa", dueAt: new Date(village.now().getTime() + 3_600_000) });
    await village.stage.runDue();
    const heard = await rosa.says("BASTA");
    village.later({ hours: 2 });
    expect(await arrives()).toEqual([]);
    expect(heard.join()).not.toContain("feria");
    expect((await fates()).map(({ reason }) => reason)).toEqual(["opted_out", "opted_out"]);
  });

  it("waits for the morning, and so does what night overtakes on its way", async () => {
    village.at(TODAY, "20:31");
    await queue();
    expect(await arrives()).toEqual([]);
    village.at("2026-11-24", "20:29");
    await village.stage.runDue();
    village.at("2026-11-24", "20:31");
    const { store } = village;
    const morning = new Date("2026-11-25T06:30:00-05:00");
    const night = new Date("2026-11-25T20:30:00-05:00");
    for (const row of await inside((tx) => claimBroadcast(tx, "simulator", 10, village.now())))
      await store.transaction((tx) => putBack(tx, row, morning, night));
    expect(await arrives()).toEqual([]);
    village.at("2026-11-25", "6:30");
    expect(await arrives()).toEqual(INVITED);
    expect(await rosa.says("1")).toEqual(["Le esperamos."]);
  });

  it("leaves room for the day's attention unless it is urgent", async () => {
    for (let taken = 0; taken < 3; taken++)
      await inside((tx) => takeAttention(tx, rosa.personId, TODAY, 3));
    await queue();
    await queue({ onceKey: "fair:2:rosa", urgent: true });
    expect(await arrives()).toHaveLength(1);
    expect(await rosa.says("2")).toEqual([]);
    village.at("2026-11-24", "6:29");
    expect(await arrives()).toEqual([]);
    village.at("2026-11-24", "6:30");
    expect(await arrives()).toEqual(INVITED);
  });

  it("waits while somebody is in the middle of a question", async () => {
    await rosa.says("8 5");
    await queue();
    expect(await arrives()).toEqual([]);
    await rosa.says("1");
    village.later({ minutes: 15 });
    expect(await arrives()).toEqual(INVITED);
  });

  it("is over when it comes too late, has nothing to say, or nobody can be reached", async () => {
    await queue({ expiresAt: village.now() });
    await queue({ onceKey: "fair:2:rosa", flow: "quiet_notice", values: {} });
    await inside((tx) =>
      tx.run("UPDATE identity SET reachable = $2 WHERE id = $1", rosa.identityId, false),
    );
    await queue({ onceKey: "fair:3:rosa" });
    await inside((tx) =>
      tx.run("UPDATE identity SET reachable = $2 WHERE id = $1", rosa.identityId, true),
    );
    await queue({ onceKey: "fair:4:nobody", personId: "nobody" });
    expect(await arrives()).toEqual(INVITED);
    expect(await fates()).toEqual([
      { state: "skipped", reason: "too_late" },
      { state: "skipped", reason: "nothing_to_say" },
      { state: "sent", reason: null },
      { state: "skipped", reason: "no_address" },
    ]);
  });

  it("of a flow that cannot begin is given up after three tries, and holds up no other", async () => {
    await queue({ flow: "nowhere" });
    await queue({ onceKey: "fair:2:rosa" });
    expect(await arrives()).toEqual(INVITED);
    await rosa.says("2");
    for (let tries = 0; tries < 3; tries++) {
      village.later({ minutes: 5 });
      await village.stage.runDue();
    }
    expect(await fates()).toEqual([
      { state: "failed", reason: "cannot_begin" },
      { state: "sent", reason: null },
    ]);
  });

  it("whose outcome nobody knows stands as unknown", async () => {
    await queue();
    await village.stage.runDue();
    const now = village.now();
    const [row] = await inside((tx) => claimBroadcast(tx, "simulator", 10, now));
    await inside((tx) => markOver(tx, row?.id ?? "", "unknown", "no answer", now));
    expect(await fates()).toEqual([{ state: "unknown", reason: "no answer" }]);
  });

  it("is begun by one process alone", async () => {
    for (let number = 0; number < 6; number++) {
      const one = await village.newFamily({ purposes: ["reports", "trainings"] });
      await queue({ onceKey: `fair:1:${number}`, personId: one.personId });
    }
    await Promise.all([1, 2, 3].map(() => village.stage.runDue()));
    const rows = await village.ask<{ identity_id: string }>(
      "SELECT identity_id FROM outbox WHERE kind = 'notice'",
    );
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map((row) => row.identity_id)).size).toBe(6);
  });
});
