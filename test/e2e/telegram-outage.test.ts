import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { echo } from "./telegram-speech.ts";
import { MODES, openStage, TODAY, type Stage } from "./telegram-stage.ts";

/** Within this the service must notice that Telegram is gone. */
const NOTICE_MS = 10_000;

interface Health {
  status: number;
  telegram: boolean;
}

async function healthOf(stage: Stage): Promise<Health> {
  const answer = await fetch(`${stage.service.url}/readyz`);
  const body = (await answer.json()) as { channels: { telegram: { ready: boolean } } };
  return { status: answer.status, telegram: body.channels.telegram.ready };
}

describe.concurrent.each(MODES)("an outage of Telegram by %s", (mode) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode });
  });
  afterAll(() => stage.close());

  it("shows in /readyz while the service itself stays ready, and passes", async ({ expect }) => {
    const health = (): Promise<Health> => healthOf(stage);
    const ready = { status: 200, telegram: true };
    await expect.poll(health, { timeout: NOTICE_MS }).toEqual(ready);
    const outage = stage.api.faults.add({ kind: "reset_before", times: Number.POSITIVE_INFINITY });
    await expect.poll(health, { timeout: NOTICE_MS }).toEqual({ status: 200, telegram: false });
    outage.remove();
    await expect.poll(health, { timeout: NOTICE_MS }).toEqual(ready);
    const rosa = stage.family("es");
    expect(await rosa.asks("12")).toMatch(echo("12", "hoy"));
    rosa.shallHave({ [TODAY]: "12" });
    expect(await stage.stored()).toEqual(stage.expected());
  });
});

describe("a service that starts while Telegram refuses it", () => {
  it("waits, and works as soon as it is let in", async () => {
    const stage = await openStage({ mode: "polling" });
    const refusal = stage.api.faults.add({ kind: "500", times: Number.POSITIVE_INFINITY });
    await stage.restart("2026-11-25T12:00:00-05:00");
    expect(await healthOf(stage)).toEqual({ status: 200, telegram: false });
    refusal.remove();
    const rosa = stage.family("es");
    await rosa.says("12");
    await rosa.hears(echo("12", "hoy"), 15_000);
    await stage.close();
  });
});
