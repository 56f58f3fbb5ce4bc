import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openVillage, TODAY, type Village } from "../kit/conversation.ts";

describe("a message that quotes an earlier one of ours", () => {
  let village: Village;
  beforeEach(async () => (village = await openVillage()));
  afterEach(() => village.close());

  it("answers the question quoted, not the one that came after", async () => {
    const rosa = await village.newFamily();
    await rosa.says("12");
    const first = rosa.heard().at(-1)?.question ?? "";
    await rosa.says("ayer 9");
    // Under the newest echo a "1" would correct yesterday's figure.
    await rosa.sends({ kind: "text", text: "1", question: first });
    await rosa.says("14");
    expect(await village.stored(rosa)).toEqual([
      expect.objectContaining({ litres: 9 }),
      expect.objectContaining({ day: TODAY, litres: 14 }),
    ]);
  });

  it("is heard as any other when it names no answer", async () => {
    const rosa = await village.newFamily();
    await rosa.says("12");
    const question = rosa.heard().at(-1)?.question ?? "";
    await rosa.says("mi leche");
    await rosa.sends({ kind: "text", text: "ayer 9", question });
    expect(await village.stored(rosa)).toHaveLength(2);
  });

  it("about a question nobody remembers is heard as any other", async () => {
    const rosa = await village.newFamily();
    await rosa.sends({ kind: "text", text: "12", question: "long-gone" });
    expect(await village.stored(rosa)).toMatchObject([{ day: TODAY, litres: 12 }]);
  });
});

describe("what is no message", () => {
  let village: Village;
  beforeEach(async () => (village = await openVillage()));
  afterEach(() => village.close());

  it("is answered: a call, and words that could not be opened, and the question still waits", async () => {
    const rosa = await village.newFamily();
    await rosa.says("2 porongos");
    expect((await rosa.sends({ kind: "call" }))[0]).toMatch(/llamadas/);
    expect((await rosa.sends({ kind: "unreadable" }))[0]).toMatch(/no pude abrir/);
    await rosa.says("20");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 40 }]);
  });
});
