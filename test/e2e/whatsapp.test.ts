import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Contact } from "../kit/whatsapp-server/contact.ts";
import { openWhatsAppStage, type WhatsAppStage } from "./whatsapp-stage.ts";

describe("a number on WhatsApp", () => {
  let stage: WhatsAppStage;
  let rosa: Contact;
  beforeAll(async () => {
    stage = await openWhatsAppStage();
  }, 120_000);
  afterAll(() => stage.close());

  it("is ready to be linked, and the service is ready all the same", async () => {
    const response = await fetch(`${stage.service().url}/readyz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ channels: { whatsapp: { ready: false } } });
    const { stdout } = await stage.runs("whatsapp", "status");
    expect(JSON.parse(stdout)).toMatchObject({ phone: null, state: "unlinked", served: true });
  });

  it("is linked by QR and answers a family of the roster", async () => {
    await stage.imports(["F-1,Quispe,Rosa Quispe,+51984000001,es,yes"]);
    await stage.link();
    await stage.ready();
    rosa = stage.server.contact({ phone: "51984000001" });
    expect(await rosa.asks("12 litros")).toMatch(/12 L/);
    expect(await stage.milk()).toMatchObject([{ family_code: "F-1", total_l: "12" }]);
  });

  it.each(["stop", "kill"] as const)(
    "goes on after a %s, without being linked again",
    async (how) => {
      await stage.restart(how);
      await stage.ready();
      expect(await rosa.asks("mi leche")).toMatch(/L/);
    },
  );
});
