import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCloudStage, type CloudStage } from "./cloud-stage.ts";

/** A picture of one dot. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe("WhatsApp's Cloud API over the wire", () => {
  let stage: CloudStage;
  beforeAll(async () => {
    stage = await openCloudStage();
  });
  afterAll(() => stage.close());

  it("a family reports in Spanish, is read, and corrects", async () => {
    const rosa = stage.family("es");
    const wamid = await rosa.says("12");
    await rosa.hears(/Anoté 12 L/);
    await expect.poll(() => stage.api.read.has(wamid)).toBe(true);
    await rosa.says("no, 14");
    await rosa.hears(/14 L/);
    expect(await stage.litres(rosa)).toEqual([expect.stringMatching(/^14/)]);
  });

  it("a family reports in Quechua, in words and signs that survive the signed bytes", async () => {
    const benita = stage.family("qu");
    await benita.says("chunka iskayniyuq litro 🥛 ñuqanchik");
    await benita.hears(/12 L/);
  });

  it("the same message brought three times counts once, also beside others of the same call", async () => {
    const rosa = stage.family();
    for (let times = 0; times < 3; times++)
      await rosa.sends({ type: "text", text: { body: "9" } }, undefined, "wamid.same");
    await rosa.hears(/9 L/);
    await rosa.hearsNothing();
  });

  it("few answers are buttons, many a list, and both are pressed", async () => {
    const rosa = stage.family();
    await rosa.says("8 5");
    const asked = await rosa.hears(/13 L/);
    expect(asked.buttons.map(({ title }) => title)).toEqual(["1 Sí, 13 L", "2 No"]);
    await rosa.presses("1 Sí, 13 L");
    await rosa.hears(/Anoté 13 L/);
    await rosa.says("IDIOMA");
    const languages = await rosa.hears();
    expect(languages.rows.length + languages.buttons.length).toBeGreaterThan(1);
    await rosa.presses(languages.rows[0]?.title ?? languages.buttons[0]?.title ?? "");
    await rosa.hears();
  });

  it("a reply that quotes an older question answers that one", async () => {
    const rosa = stage.family();
    await rosa.says("10");
    const echo = await rosa.hears(/Anoté 10 L/);
    await rosa.says("gracias");
    await rosa.hears();
    await rosa.says("gracias");
    await rosa.hears();
    const undo = echo.buttons.find(({ title }) => /Deshacer/i.test(title));
    expect(undo).toBeDefined();
    await rosa.says("deshacer", echo.id);
    await rosa.hears();
    expect(await stage.litres(rosa)).toEqual([]);
  });

  it("a chart comes as a picture with its words", async () => {
    const rosa = stage.family();
    await rosa.says("12");
    await rosa.hears();
    await rosa.says("mi leche");
    const chart = await rosa.hears(/12/);
    expect(chart).toMatchObject({ type: "image", media: { mime: "image/png" } });
    expect(chart.media?.bytes.subarray(1, 4).toString()).toBe("PNG");
  });

  it("a voice and a picture are kept for the technician, fetched with the token", async () => {
    const rosa = stage.family();
    await rosa.says("gracias");
    await rosa.hears();
    const voice = Buffer.from("OggS a voice");
    await rosa.sendsFile("audio", { bytes: voice, mime: "audio/ogg; codecs=opus", voice: true });
    await rosa.hears(/técnico/);
    await rosa.sendsFile("image", { bytes: PNG, mime: "image/png", caption: "12 litros" });
    await rosa.hears(/Anoté 12 L/);
    const metrics = async (): Promise<string> =>
      (await fetch(`${stage.service().url}/metrics`)).text();
    await expect
      .poll(metrics)
      .toContain('kallpanchis_files_total{channel="whatsapp",result="kept"} 1');
  });

  it("places, contacts, stickers, polls and what nobody can read are answered", async () => {
    const rosa = stage.family();
    await rosa.says("gracias");
    await rosa.hears();
    const odd: object[] = [
      { type: "location", location: { latitude: -13.47, longitude: -72.15 } },
      {
        type: "contacts",
        contacts: [{ phones: [{ phone: "+51 984 000 001", wa_id: "51984000001" }] }],
      },
      { type: "sticker", sticker: { id: "1", mime_type: "image/webp" } },
      { type: "unsupported", errors: [{ code: 131_051, title: "Message type unknown" }] },
      { type: "order", order: { catalog_id: "1" } },
      { type: "text", text: { body: "x".repeat(60_000) } },
    ];
    for (const message of odd) {
      await rosa.sends(message);
      await rosa.hears();
    }
    expect(await stage.litres(rosa)).toEqual([]);
  });

  it("reactions, system notes and groups are passed over", async () => {
    const rosa = stage.family();
    await rosa.sends({ type: "reaction", reaction: { message_id: "wamid.x", emoji: "👍" } });
    await rosa.sends({ type: "system", system: { type: "user_changed_number", wa_id: "51999" } });
    await rosa.sends({ type: "text", text: { body: "12" }, group_id: "g1" });
    await rosa.sends({ type: "something_new", something_new: {} });
    await rosa.hearsNothing();
  });

  it("somebody who hides the number is answered and registers", async () => {
    const hidden = stage.newcomer("PE.1502ABC");
    await hidden.says("12");
    await hidden.hears(/idioma|simipi/i);
    expect(stage.api.calls.at(-1)?.payload).toMatchObject({ recipient: "PE.1502ABC" });
  });

  it("keeps what it heard through a kill", async () => {
    const rosa = stage.family();
    await rosa.says("11");
    await rosa.hears(/11 L/);
    await stage.restart();
    await rosa.says("no, 12");
    // The kill may have come before the first echo was settled: then it is said again.
    const heard = await rosa.hears();
    if (heard.text.includes("11 L")) await rosa.hears(/12 L/);
    expect(await stage.litres(rosa)).toEqual([expect.stringMatching(/^12/)]);
  });
});
