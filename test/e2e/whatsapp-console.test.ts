import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, openWhatsAppStage, type WhatsAppStage } from "./whatsapp-stage.ts";

describe("the console's page of the number", () => {
  let stage: WhatsAppStage;
  let cookie = "";
  beforeAll(async () => {
    stage = await openWhatsAppStage();
    const answer = await fetch(stage.service().signInUrl, { redirect: "manual" });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  }, 120_000);
  afterAll(() => stage.close());

  async function page(): Promise<string> {
    const url = `${stage.service().url}/whatsapp`;
    return (await fetch(url, { headers: { cookie } })).text();
  }

  function press(form: Record<string, string>, origin?: string): Promise<Response> {
    return fetch(`${stage.service().url}/whatsapp`, {
      method: "POST",
      headers: { cookie, ...(origin !== undefined && { origin }) },
      body: new URLSearchParams(form),
      redirect: "manual",
    });
  }

  it("is for those who signed in", async () => {
    const url = `${stage.service().url}/whatsapp`;
    expect((await fetch(url, { redirect: "manual" })).status).toBe(302);
    expect((await fetch(url, { method: "POST", body: "wish=link" })).status).toBe(403);
    expect((await press({ wish: "link" }, "https://elsewhere.example")).status).toBe(403);
    expect(await page()).toContain("sin vincular");
  });

  it("draws a QR, which is taken away again", async () => {
    expect((await press({ wish: "link" })).status).toBe(303);
    await eventually(async () => (await page()).includes("data:image/png;base64,"));
    await press({ wish: "none" });
    await eventually(async () => (await page()).includes("Vincular un número"));
    await eventually(() => stage.server.sockets() === 0);
  });

  it("shows a code for a number, and links by it", async () => {
    await press({ wish: "link", phone: "+51 900 000 001" });
    let code = "";
    await eventually(async () => {
      code = /Código: <b>(\w{4}-\w{4})</.exec(await page())?.[1]?.replace("-", "") ?? "";
      return code !== "";
    });
    await stage.server.typeCode(code, stage.owner);
    await stage.ready();
    expect(await page()).toMatch(/\+51900000001.*en línea/s);
  });

  it("unlinks only when one is sure", async () => {
    await press({ wish: "unlink" });
    expect(await page()).toContain("en línea");
    await press({ wish: "unlink", sure: "yes" });
    await stage.ready(false);
    await eventually(async () => (await page()).includes("sin vincular"));
    expect(stage.owner.companions.size).toBe(0);
    expect(await page()).toContain("Desconexiones");
  });
});
