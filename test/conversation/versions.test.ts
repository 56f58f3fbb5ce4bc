import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openVillage, TODAY, type Village, type Villager } from "../kit/conversation.ts";

/** Another name for the question of a second figure; in the flow also where it was renamed from. */
function renamed(name: string, from: string[] = []): (text: string, file: string) => string {
  return (text, file) => {
    const named = text.replaceAll("ask_exists", name);
    return from.length === 0 || !file.startsWith("flows")
      ? named
      : named.replace(`  ${name}:\n`, `  ${name}:\n    renamed_from: [${from.join(", ")}]\n`);
  };
}

/** A version that renames a question, takes a node away and puts another in its place. */
function newer(text: string, file: string): string {
  return renamed("ask_what_to_do", ["ask_exists"])(text, file).replaceAll("say_kept", "say_left");
}

describe("a conversation stays on the version it began with", () => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());

  async function waiting(): Promise<Villager> {
    const rosa = await village.newFamily();
    await rosa.says("12");
    await rosa.says("13");
    return rosa;
  }

  const litres = async (of: Villager): Promise<number | undefined> =>
    (await village.stored(of)).find(({ day }) => day === TODAY)?.litres;

  it("a hundred finish as they began, and new ones take the new version", async () => {
    const old = village.published("milk_report");
    const families = await Promise.all(Array.from({ length: 100 }, waiting));
    expect(await village.publish("milk", newer)).toContain("milk_report");
    expect(village.published("milk_report")).not.toBe(old);
    for (const [index, rosa] of families.entries()) {
      const answer = ["1", "2", "3"][index % 3] ?? "";
      const said = await rosa.says(answer);
      if (answer === "3") expect(said).toEqual([expect.stringMatching(/^Bien, de hoy/)]);
      expect(await litres(rosa)).toBe([13, 25, 12][index % 3]);
    }
    const julia = await waiting();
    const [frame] = await village.frames(julia);
    expect(frame).toEqual({ program: village.published("milk_report"), node: "ask_what_to_do" });
    await julia.says("3");
    expect(await litres(julia)).toBe(12);
  });

  it("is moved on request, to the node of the new name, and its question still counts", async () => {
    const before = village.published("milk_report");
    const rosa = await waiting();
    await village.publish("milk", renamed("ask_again", ["ask_what_to_do", "ask_exists"]));
    expect(await village.withdraw(before, "published")).toMatchObject({ moved: 1, ended: 0 });
    await rosa.says("2");
    expect(await litres(rosa)).toBe(25);
  });

  it("is ended on request, and the person is told with the next answer", async () => {
    const before = village.published("milk_report");
    const rosa = await waiting();
    await village.publish("milk", renamed("ask_another"));
    expect(await village.withdraw(before.slice(0, 12), "end")).toMatchObject({ moved: 0 });
    const [told] = await rosa.says("ayer 9");
    expect(told).toMatch(/Cambiamos la conversación[^]*Anoté 9 L/);
    expect(await litres(rosa)).toBe(12);
  });

  it("ends where its node is gone, rather than at a wrong place", async () => {
    const before = village.published("milk_report");
    const rosa = await waiting();
    await village.publish("milk", renamed("ask_elsewhere"));
    expect(await village.withdraw(before, "published")).toMatchObject({ ended: 1 });
    expect((await rosa.says("ayer 8"))[0]).toContain("Cambiamos la conversación");
  });

  it("is never taken out of the version in force, nor out of an unknown one", async () => {
    const current = village.published("milk_report");
    await expect(village.withdraw(current, "end")).rejects.toThrow("Publish another first");
    await expect(village.withdraw("abcdef", "end")).rejects.toThrow("See flows history");
  });
});
