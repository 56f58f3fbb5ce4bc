import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Speaker } from "./telegram-speaker.ts";
import { openStage, type Stage } from "./telegram-stage.ts";

describe("a market over the wire", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode: "polling" });
  });
  afterAll(() => stage.close());

  /** What the next message that comes without being asked for says. */
  const told = async (who: Speaker, expected: RegExp): Promise<string> =>
    (await who.hears(expected)).text;

  it("brings two sellers and three buyers together, and the last cheese to one of them", async () => {
    const [rosa, benita] = [stage.family("es"), stage.family("qu")];
    const [juan, mateo, carmen] = [stage.family("es"), stage.family("qu"), stage.family("es")];

    expect(await rosa.asks("vendo 1 queso de 1 kg a 180, sábado en Huancaro")).toMatch(
      /S\/ 180\.00 no parece/,
    );
    expect(await rosa.asks("1")).toMatch(/1 de 1 kg, queso, S\/ 18\.00 \(unidad\), Huancaro/);
    expect(await rosa.asks("1")).toMatch(/Publicado/);
    expect(await benita.asks("chunka quwita vendeshani sapanka 25 soles")).toMatch(/S\/ 25\.00/);
    expect(await benita.asks("1")).toMatch(/Willasqañan/);

    const buyers = [juan, mateo, carmen];
    for (const buyer of buyers) {
      const asked = buyer === mateo ? "pin kisuta vendeshan" : "quién vende queso en Huancaro";
      expect(await buyer.asks(asked)).toMatch(/S\/ 18\.00/);
      await buyer.asks("1");
    }
    const answers = await Promise.all(buyers.map((buyer) => buyer.asks("1")));
    const winners = buyers.filter((_, index) =>
      /Le pregunté a Rosa|Rosa: tapurqani/.test(answers[index] ?? ""),
    );
    expect(winners, answers.join("\n")).toHaveLength(1);
    expect(answers.filter((text) => /acaba de terminarse|tukukapunñan/.test(text))).toHaveLength(2);

    await told(rosa, /quiere 1 de 1 kg de queso/);
    expect(await rosa.asks("sí")).toMatch(/A qué número/);
    expect(await rosa.asks("984123456")).toMatch(/Le di su número/);
    const [winner] = winners;
    if (winner === undefined) throw new Error("nobody got the cheese");
    await told(winner, /984123456/);

    expect(await mateo.asks("pi vendeshan quwita")).toMatch(/quwi/);
    await mateo.asks("1");
    expect(await mateo.asks("4")).toMatch(/Benita: tapurqani/);
    await told(benita, /munan/);
    expect(await benita.asks("manan")).toMatch(/willasaq/);
    await told(mateo, /mana atinchu/);

    const offers = JSON.parse(await stage.runs("export", "offers", "--format", "json")) as {
      product: string;
      left: string;
    }[];
    expect(offers.map(({ product, left }) => `${product} ${left}`).sort()).toEqual([
      "cheese 0",
      "guinea_pig 10",
    ]);
    const deliveries = await stage.runs("export", "deliveries", "--format", "json");
    expect(deliveries).not.toMatch(/984123456/);
    expect(
      (JSON.parse(deliveries) as { state: string }[]).map((deal) => deal.state).sort(),
    ).toEqual(["agreed", "refused"]);
  });
});
