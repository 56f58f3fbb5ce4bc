import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { previewBroadcast } from "../../src/broadcast/confirm.ts";
import { openVillage, TODAY, type Village, type Villager } from "../kit/conversation.ts";
import { databases } from "../kit/store.ts";
import { draftIn, fatesIn, sendIn } from "./village.ts";

describe.each(databases)("asking for consent on %s", (kind) => {
  let village: Village;
  let rosa: Villager;
  beforeEach(async () => {
    village = await openVillage(kind);
    rosa = await village.newFamily({ purposes: ["reports"] });
    await rosa.says("gracias");
    village.at(TODAY, "10:00");
  });
  afterEach(() => village.close());

  async function arrives(): Promise<string[]> {
    await village.stage.runDue();
    return rosa.hears();
  }
  const QUESTION = [expect.stringContaining("¿Quiere que le avise aquí de las capacitaciones?")];

  it("is done once, and the message follows the yes", async () => {
    const draft = draftIn(village, { askConsent: true });
    const { counts } = await village.store.read((one) =>
      previewBroadcast(one, draft, village.now()),
    );
    expect(counts).toEqual({ queued: 1, asked_first: 1, skipped: 0 });
    const id = await sendIn(village, { askConsent: true });
    expect(await arrives()).toEqual(QUESTION);
    expect(await arrives()).toEqual([]);
    expect(await rosa.says("sí")).toEqual(["Gracias. Le avisaré."]);
    expect(await arrives()).toEqual(["Hay feria."]);
    const [fate] = await fatesIn(village, id);
    expect(fate).toMatchObject({ state: "sent" });
    expect(fate?.history.map(({ state }) => state)).toEqual(["queued", "asked", "sent"]);
    expect(await village.agrees(rosa)).toEqual(["reports", "trainings"]);
  });

  it("takes a no for ever", async () => {
    const id = await sendIn(village, { askConsent: true });
    await arrives();
    expect(await rosa.says("no")).toEqual(["Está bien, no le escribiré de eso."]);
    expect(await fatesIn(village, id)).toMatchObject([{ state: "skipped", reason: "opted_out" }]);
    village.later({ days: 30 });
    const next = await sendIn(village, { askConsent: true });
    expect(await arrives()).toEqual([]);
    expect(await fatesIn(village, next)).toMatchObject([
      { state: "skipped", reason: "no_consent" },
    ]);
  });

  it("takes silence for no, and does not ask again, not by another broadcast either", async () => {
    const id = await sendIn(village, { askConsent: true });
    const other = await sendIn(village, { askConsent: true });
    expect(await arrives()).toEqual(QUESTION);
    for (let days = 0; days < 5; days++) {
      village.later({ days: 1 });
      expect(await arrives()).toEqual([]);
    }
    for (const one of [id, other])
      expect(await fatesIn(village, one)).toMatchObject([
        { state: "skipped", reason: "no_consent" },
      ]);
  });

  it("is not done to whoever refused everything, nor unasked", async () => {
    await sendIn(village);
    expect(await arrives()).toEqual([]);
    await rosa.says("BASTA");
    const id = await sendIn(village, { askConsent: true });
    expect(await arrives()).toEqual([]);
    expect(await fatesIn(village, id)).toMatchObject([{ reason: "no_consent" }]);
  });

  it("counts against the day's attention and waits for a free moment", async () => {
    await rosa.says("8 5");
    await sendIn(village, { askConsent: true });
    expect(await arrives()).toEqual([]);
    await rosa.says("1");
    village.later({ minutes: 15 });
    expect(await arrives()).toEqual(QUESTION);
  });

  it("has no place for what the first contact asks", async () => {
    await expect(sendIn(village, { askConsent: true, purpose: "reports" })).rejects.toThrow(
      /asked at the first contact/,
    );
  });
});
