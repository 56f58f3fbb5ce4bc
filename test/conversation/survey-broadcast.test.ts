import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { confirmBroadcast } from "../../src/broadcast/confirm.ts";
import { broadcastStatus } from "../../src/broadcast/status.ts";
import { compileSources, readSources } from "../../src/library.ts";
import { claimBroadcast } from "../../src/store/outbox.ts";
import { noteSent } from "../../src/outbox/deliver.ts";
import { openVillage, type Village, type Villager } from "../kit/conversation.ts";

const SURVEY = `flow: wool_survey
title: Encuesta de lana
record: true
first: sheep

nodes:
  sheep:
    ask: number
    say: "¿Cuántas ovejas tiene?"
    save: sheep
    go: thanks
    retry: ["Escriba solo el número."]
    otherwise: thanks
  thanks: { say: "Gracias.", go: done }
  done: { end: done }
`;

describe("a survey sent to many", () => {
  let village: Village;
  beforeEach(async () => {
    village = await openVillage();
    const { tools, lexicon } = village.stage;
    const sources = readSources(".");
    const flows = [...sources.flows, { file: "flows/surveys/wool.yaml", text: SURVEY }];
    const { programs } = compileSources({ ...sources, flows }, tools.actions, lexicon);
    await village.stage.publish(programs, { by: "test", note: null });
  });
  afterEach(() => village.close());

  /** Hands over what is due and lets it leave; what the phones show is not looked at here. */
  async function run(): Promise<void> {
    const { stage, store } = village;
    await stage.runDue();
    const now = village.now();
    const rows = await store.transaction((tx) => claimBroadcast(tx, "simulator", 10, now));
    for (const row of rows)
      await store.transaction((tx) => noteSent(tx, row, { providerId: "p" }, now));
  }

  async function family(): Promise<Villager> {
    const one = await village.newFamily({ purposes: ["reports", "reminders", "trainings"] });
    await one.says("gracias");
    return one;
  }

  it("begins with each, keeps their answers, and waits while somebody is in the middle of a question", async () => {
    const rosa = await family();
    const ana = await family();
    await ana.says("8 5");
    village.later({ minutes: 5 });
    const draft = {
      by: "Ana",
      personId: null,
      purpose: "trainings" as const,
      content: { kind: "flow" as const, flow: "wool_survey", values: {} },
      audience: "role=producer",
      startAt: village.now(),
      windowMs: 0,
      ignoreQuiet: false,
    };
    const { id } = await confirmBroadcast(village.store, draft, null, village.now());
    await run();
    const totals = (): Promise<Record<string, number>> =>
      village.store.read(async (one) => (await broadcastStatus(one, id)).totals);
    expect(await totals()).toMatchObject({ sent: 1, queued: 1 });
    expect(await rosa.says("cuatro")).toEqual(["Gracias."]);

    expect(await ana.says("1")).toEqual([expect.stringContaining("13 L")]);
    village.later({ minutes: 16 });
    await run();
    expect(await totals()).toMatchObject({ sent: 2, queued: 0 });
    expect(await ana.says("tawa")).toEqual([expect.any(String)]);
    const answers = await village.ask<{ value: string }>(
      "SELECT value FROM flow_answer WHERE node = 'sheep'",
    );
    expect(answers.map(({ value }) => JSON.parse(value) as unknown)).toEqual([
      { type: "number", milli: 4000 },
      { type: "number", milli: 4000 },
    ]);
  });
});
