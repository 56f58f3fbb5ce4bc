import { afterEach, beforeEach, expect, it } from "vitest";
import { broadcastStatus } from "../../src/broadcast/status.ts";
import { openVillage, TODAY, type Village } from "../kit/conversation.ts";
import { fatesIn, sendIn } from "./village.ts";

let village: Village;
beforeEach(async () => {
  village = await openVillage();
  village.at(TODAY, "10:00");
});
afterEach(() => village.close());

const QUESTION = {
  kind: "question" as const,
  texts: { es: "{name}, ¿viene a la faena?", qu: "{name}, ¿faenaman hamunkichu?" },
  options: [
    { es: "Sí", qu: "Arí" },
    { es: "No", qu: "Manan" },
  ],
};
const purposes = ["reports" as const, "trainings" as const];

it("answers in both languages are counted together, and the newer one holds", async () => {
  const rosa = await village.newFamily({ purposes });
  const juan = await village.newFamily({ purposes, language: "qu", name: "Juan Condori" });
  const ana = await village.newFamily({ purposes });
  for (const one of [rosa, juan, ana]) await one.says("gracias");
  village.later({ hours: 1 });
  const id = await sendIn(village, { content: QUESTION });
  await village.stage.runDue();
  expect((await rosa.hears()).join()).toMatch(/Rosa, ¿viene a la faena\?\s+1 Sí\s+2 No/);
  expect((await juan.hears()).join()).toMatch(/Juan, ¿faenaman hamunkichu\?\s+1 Arí\s+2 Manan/);
  await ana.hears();
  expect(await rosa.says("1")).toEqual(["Gracias. Anoté: Sí."]);
  expect(await juan.says("arí")).toHaveLength(1);
  expect(await ana.says("no")).toEqual(["Gracias. Anoté: No."]);
  const status = await village.store.read((one) => broadcastStatus(one, id));
  expect(status.answers).toEqual({ Sí: 2, No: 1 });
  const answers = (await fatesIn(village, id)).map(({ answer }) => answer ?? "");
  expect(answers.toSorted((one, other) => one.localeCompare(other))).toEqual(["No", "Sí", "Sí"]);
});

it("a later broadcast can go to those who answered, or to those who did not", async () => {
  const rosa = await village.newFamily({ purposes });
  const ana = await village.newFamily({ purposes });
  for (const one of [rosa, ana]) await one.says("gracias");
  village.later({ hours: 1 });
  const id = await sendIn(village, { content: QUESTION });
  await village.stage.runDue();
  await rosa.says("1");
  village.later({ hours: 1 });
  await ana.hears();
  await rosa.hears();
  await sendIn(village, { audience: `answered!=${id}` });
  await village.stage.runDue();
  expect(await ana.hears()).toEqual(["Hay feria."]);
  expect(await rosa.hears()).toEqual([]);
  await sendIn(village, { audience: `role=producer except answered!=${id}` });
  await village.stage.runDue();
  expect(await rosa.hears()).toEqual(["Hay feria."]);
  expect(await ana.hears()).toEqual([]);
});

it.each([
  [[{ es: "Sí" }], /two to 9 options; these are 1/],
  [[{ es: "Sí" }, { es: " " }], /An option is empty/],
  [[{ es: "Sí" }, { es: "sí" }], /Two options are the same/],
  [[{ es: "Sí" }, { es: "x".repeat(65) }], /is longer than 64 characters/],
])("options %j are refused", async (options, message) => {
  await village.newFamily({ purposes });
  await expect(sendIn(village, { content: { ...QUESTION, options } })).rejects.toThrow(message);
});
