import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../../src/core/ids.ts";
import { exportDeliveries, exportOffers } from "../../../src/modules/market/sale-export.ts";
import { reserve } from "../../../src/modules/market/reservation-store.ts";
import {
  askFeedback,
  expireOldOffers,
  lapseReservations,
} from "../../../src/modules/market/sale-jobs.ts";
import type { FamilyOptions } from "../../kit/conversation.ts";
import { openVillage, TODAY, type Village, type Villager } from "../../kit/conversation.ts";
import { databases } from "../../kit/store.ts";

describe.each(databases)("direct sale on %s", (kind) => {
  let village: Village;
  let rosa: Villager;

  beforeAll(async () => {
    village = await openVillage(kind);
    rosa = await somebody({ name: "Rosa Quispe Mamani" });
    await village.store.transaction((tx) =>
      tx.run(
        "INSERT INTO sale_contact (person_id, phone, at) VALUES ($1, '984111222', $2)",
        rosa.personId,
        village.now().toISOString(),
      ),
    );
  });
  afterAll(() => village.close());

  const somebody = async (options: FamilyOptions = {}): Promise<Villager> => {
    const villager = await village.newFamily({ purposes: ["reports", "prices"], ...options });
    await villager.says("gracias");
    return villager;
  };
  const sells = async (who: Villager, text: string): Promise<void> => {
    expect((await who.says(text)).join()).toMatch(/publico/);
    expect((await who.says("1")).join()).toMatch(/Publicado/);
  };
  /** Asks for a part of the only offer of a product. */
  const asksFor = async (who: Villager, product: string, count: string): Promise<string> => {
    expect((await who.says(`quién vende ${product}`)).join()).toMatch(/Escriba el número/);
    await who.says("1");
    return (await who.says(count)).join("\n");
  };
  const arrives = async (who: Villager): Promise<string> => {
    await village.stage.runDue();
    return (await who.hears()).join("\n");
  };
  const left = async (product: string): Promise<number[]> =>
    (
      await village.ask<{ left_milli: number }>(
        "SELECT left_milli FROM offer WHERE product = $1 AND state = 'open' ORDER BY id",
        product,
      )
    ).map((row) => row.left_milli / 1000);

  it("brings two together, and the number only with the seller's yes", async () => {
    village.at(TODAY, "08:00");
    const juan = await somebody({ name: "Juan Huamán" });
    await sells(rosa, "vendo 10 quesos de 1 kg a 18 soles, sábado en Huancaro");
    expect(await asksFor(juan, "queso", "4")).toMatch(/Le pregunté a Rosa por 4 de 1 kg de queso/);
    expect(await left("cheese")).toEqual([6]);
    expect((await juan.says("ofertas en Huancaro")).join()).toMatch(/6 de 1 kg, queso, S\/ 18\.00/);
    await juan.says("saltar");
    const asked = await arrives(rosa);
    expect(asked).toMatch(/Juan .*quiere 4 de 1 kg de queso, S\/ 18\.00/s);
    expect(
      juan
        .heard()
        .map((message) => message.text)
        .join(),
    ).not.toMatch(/984111222/);
    expect((await rosa.says("1")).join()).toMatch(/Le di su número a Juan/);
    expect(await arrives(juan)).toMatch(/Rosa dijo que sí: 4 de 1 kg de queso.*984111222/s);

    // On Sunday, after the delivery, one question.
    village.at("2026-11-29", "09:30");
    await askFeedback.run({ store: village.store, clock: { now: village.now } });
    village.at("2026-11-30", "09:30");
    expect(await arrives(juan)).toMatch(/Se hizo la entrega/);
    expect((await juan.says("1")).join()).toMatch(/Gracias/);
    const [deal] = await village.ask<{ state: string; feedback: string }>(
      "SELECT state, feedback FROM reservation",
    );
    expect(deal).toEqual({ state: "delivered", feedback: "good" });
  });

  it("a no, and a request that is dropped, free what was kept", async () => {
    village.at(TODAY, "08:00");
    const juan = await somebody();
    await sells(rosa, "vendo 5 ovejas a 250");
    await asksFor(juan, "oveja", "2");
    expect(await left("sheep")).toEqual([3]);
    await arrives(rosa);
    expect((await rosa.says("2")).join()).toMatch(/esta vez no/);
    expect(await left("sheep")).toEqual([5]);
    expect(await arrives(juan)).toMatch(/no puede esta vez/);
    await asksFor(juan, "oveja", "todo");
    expect(await left("sheep")).toEqual([0]);
    expect((await juan.says("mis pedidos")).join()).toMatch(/Esperando: 5 unidad, oveja/);
    expect((await juan.says("1")).join()).toMatch(/lo dejé/);
    expect(await left("sheep")).toEqual([5]);
    await rosa.says("mis ventas");
    expect((await rosa.says("1")).join()).toMatch(/ya no está publicado/);
  });

  it("whoever does not answer in a day loses the question, and after two the offer", async () => {
    village.at(TODAY, "08:00");
    const buyer = await somebody();
    const silent = await somebody({ name: "Pedro" });
    await sells(silent, "vendo 3 gallinas a 30");
    for (const [day, state] of [
      ["2026-11-24", "open"],
      ["2026-11-25", "silent"],
    ] as const) {
      await asksFor(buyer, "gallina", "1");
      village.at(day, "10:00");
      await lapseReservations.run({ store: village.store, clock: { now: village.now } });
      expect(await arrives(buyer)).toMatch(/Pedro no respondió en un día/);
      const rows = await village.ask<{ state: string; left_milli: number }>(
        "SELECT state, left_milli FROM offer WHERE product = 'chicken'",
      );
      expect(rows).toEqual([{ state, left_milli: 3000 }]);
    }
    expect((await buyer.says("quién vende gallina")).join()).toMatch(/nadie publicó/);
  });

  it("of the last cheese goes to one of many who ask at the same moment", async () => {
    village.at(TODAY, "08:00");
    await sells(rosa, "vendo 1 quesillo de 1 kg a 12 soles");
    const buyers = await Promise.all(Array.from({ length: 6 }, () => somebody()));
    for (const buyer of buyers) {
      await buyer.says("quién vende quesillo");
      await buyer.says("1");
    }
    const answers = await Promise.all(buyers.map(async (buyer) => (await buyer.says("1")).join()));
    expect(answers.filter((text) => text.includes("Le pregunté a Rosa"))).toHaveLength(1);
    expect(answers.filter((text) => text.includes("acaba de terminarse"))).toHaveLength(5);
    expect(await left("quesillo")).toEqual([0]);
  });

  it("never gives away more than there is, whatever is asked at once", async () => {
    const offerId = newId();
    await village.store.transaction((tx) =>
      tx.run(
        `INSERT INTO offer (id, kind, person_id, family_id, product, size, unit, count_milli, left_milli, place, state, created_at, expires_at, act_key)
         VALUES ($1, 'sell', $2, $3, 'wool', '', 'kg', 20000, 20000, '', 'open', $4, '2027-01-01T00:00:00.000Z', $1)`,
        offerId,
        rosa.personId,
        rosa.familyId,
        village.now().toISOString(),
      ),
    );
    const wishes = Array.from({ length: 40 }, (_, index) => ((index * 7) % 5) * 500 + 500);
    const got = await Promise.all(
      wishes.map((countMilli) =>
        village.store.transaction((tx) =>
          reserve(tx, {
            id: newId(),
            offerId,
            askerId: rosa.personId,
            ownerId: rosa.personId,
            countMilli,
            expiresAt: village.now(),
            at: village.now(),
            actKey: newId(),
          }),
        ),
      ),
    );
    const given = wishes.filter((_, index) => got[index]).reduce((sum, wish) => sum + wish, 0);
    expect(given).toBeLessThanOrEqual(20_000);
    expect(await left("wool")).toEqual([(20_000 - given) / 1000]);
    expect(got.filter((taken) => !taken).length).toBeGreaterThan(0);
  });

  it("asks again for less than what is asked too much, and for its unit", async () => {
    village.at(TODAY, "08:00");
    const buyer = await somebody();
    await sells(rosa, "vendo 6 arrobas de cebada a 22 soles la arroba");
    expect(await asksFor(buyer, "cebada", "9")).toMatch(/Solo quedan 6 arroba/);
    expect((await buyer.says("2 kilos")).join()).toMatch(/¿Cuánto\? Quedan/);
    expect((await buyer.says("2 arrobas")).join()).toMatch(/Le pregunté a Rosa por 2 arroba/);
  });

  it("whoever looks for something is found by who has it", async () => {
    village.at(TODAY, "08:00");
    const cook = await somebody({ name: "Carmen" });
    expect((await cook.says("busco 20 cuyes grandes en Cusco")).join()).toMatch(/publico/);
    await cook.says("1");
    const breeder = await somebody({ name: "Benita", language: "qu" });
    expect((await breeder.says("pikuna rantishanku quwita")).join()).toMatch(/Carmen/);
    await breeder.says("1");
    expect((await breeder.says("12")).join()).toMatch(/Carmen: tapurqani, 12/);
    expect(await arrives(cook)).toMatch(/Benita .*tiene 12 unidad de cuy grande que usted busca/s);
  });

  it("comes out as two tidy tables", async () => {
    const range = { from: "2026-11-01", to: "2026-12-31" };
    const offers = [];
    for await (const row of exportOffers(village.store, range)) offers.push(row);
    expect(offers.find((row) => row.product === "cheese")).toMatchObject({
      kind: "sell",
      quantity: "10",
      unit: "unit",
      each_g: "1000",
      left: "6",
      price: "18.00",
      delivery_date: "2026-11-28",
      place_name: "Huancaro",
    });
    const deliveries = [];
    for await (const row of exportDeliveries(village.store, range)) deliveries.push(row);
    expect(deliveries.find((row) => row.product === "cheese")).toMatchObject({
      state: "delivered",
      quantity: "4",
      feedback: "good",
    });
    expect(JSON.stringify([offers, deliveries])).not.toMatch(/984111222/);
  });

  it("ends when its day is over", async () => {
    village.at(TODAY, "08:00");
    await sells(rosa, "vendo 3 kilos de mantequilla a 25 soles el kilo, martes");
    village.at("2026-11-25", "00:10");
    const buyer = await somebody();
    expect((await buyer.says("quién vende mantequilla")).join()).toMatch(/nadie publicó/);
    await expireOldOffers.run({ store: village.store, clock: { now: village.now } });
    const rows = await village.ask("SELECT state FROM offer WHERE product = 'butter'");
    expect(rows).toEqual([{ state: "expired" }]);
  });
});
