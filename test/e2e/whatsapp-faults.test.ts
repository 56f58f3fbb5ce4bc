import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, limaDay } from "../../src/core/lima.ts";
import type { Contact } from "../kit/whatsapp-server/contact.ts";
import type { Connection } from "../kit/whatsapp-server/connection.ts";
import { eventually, openWhatsAppStage, type WhatsAppStage } from "./whatsapp-stage.ts";

/** The service is back this soon after anything that passes. */
const BACK_MS = 30_000;

/** Families whose messages wait through an outage. */
const NEIGHBOURS = ["51984000011", "51984000012", "51984000013", "51984000014"];

/** Day and month so many days before today, no more than a month. */
function daysAgo(days: number): [number, number] {
  const day = addDays(limaDay(new Date()), -days);
  return [Number(day.slice(8)), Number(day.slice(5, 7))];
}

describe("a number on a bad line", { timeout: 150_000 }, () => {
  let stage: WhatsAppStage;
  let rosa: Contact;
  let reported = 0;
  beforeAll(async () => {
    stage = await openWhatsAppStage();
    await stage.imports([
      "F-1,Quispe,Rosa Quispe,+51984000001,es,yes",
      ...NEIGHBOURS.map((phone) => `N-${phone},Huamán,Benita Huamán,+${phone},qu,yes`),
    ]);
    await stage.link();
    await stage.ready();
    rosa = stage.server.contact({ phone: "51984000001", receipts: "delivered" });
    await rosa.asks("gracias");
  }, 120_000);
  afterAll(() => stage.close());

  async function connection(): Promise<Connection> {
    await eventually(() => stage.server.online().length === 1, BACK_MS);
    const [client] = stage.server.online();
    if (client === undefined) throw new Error("nobody is online");
    return client.connection;
  }

  /** Reports another day, and hears that very day back. */
  async function reports(): Promise<void> {
    reported += 1;
    const [day, month] = daysAgo(reported - 1);
    await rosa.says(`${day}/${month} ${reported + 2}`);
    await rosa.hears(new RegExp(`\\b${reported + 2} L, .* ${day} de`), BACK_MS);
  }

  it("answers everything once though the line is cut at twenty points", async () => {
    const before = rosa.heard.length;
    for (let cut = 0; cut < 20; cut++) {
      (await connection()).cutAfter(cut % 7);
      await reports();
    }
    expect(rosa.heard.length - before).toBe(20);
    const stored = await stage.milk();
    expect(stored.map((row) => Number(row["total_l"])).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 3),
    );
  });

  it.each([
    ["a restart", (line: Connection) => line.streamError("515")],
    ["unavailability", (line: Connection) => line.streamError("503")],
    ["a bad session", (line: Connection) => line.streamError("500")],
    ["a frame nobody can open", (line: Connection) => line.garble()],
  ])("comes back after %s", async (_name, disturb) => {
    disturb(await connection());
    await reports();
  });

  it("comes back when a page is served instead of WhatsApp", async () => {
    stage.server.faults.refuseUpgrade = 503;
    (await connection()).cut();
    await stage.ready(false);
    stage.server.faults.refuseUpgrade = null;
    await reports();
  });

  it("repeats an answer whose confirmation was lost, and it shows once", async () => {
    const before = rosa.heard.length;
    stage.server.faults.lostAcks = 1;
    await reports();
    await reports();
    expect(rosa.heard.length - before).toBe(2);
  });

  it("answers everything that waited through an outage, once and in order", async () => {
    const contacts = NEIGHBOURS.map((phone) => stage.server.contact({ phone }));
    stage.server.goDark();
    for (const contact of contacts)
      for (let ago = 1; ago <= 6; ago++) {
        const [day, month] = daysAgo(ago);
        await contact.says(`${day}/${month} ${ago + 7}`);
      }
    await stage.ready(false);
    stage.server.comeBack();
    await stage.ready(true, BACK_MS);
    for (const contact of contacts) await eventually(() => contact.heard.length >= 6, BACK_MS);
    for (const { heard } of contacts)
      expect(heard.map(({ text }) => /(\d+) L/.exec(text)?.[1])).toEqual([
        "8",
        "9",
        "10",
        "11",
        "12",
        "13",
      ]);
    const stored = (await stage.milk()).filter((row) => row["family_code"]?.startsWith("N-"));
    expect(stored).toHaveLength(NEIGHBOURS.length * 6);
    expect(contacts.map(({ failures }) => failures)).toEqual(contacts.map(() => 0));
  });

  it("asks again for what it cannot open", async () => {
    await rosa.sendsGarbled("gracias");
    await rosa.hears(/./, BACK_MS);
  });

  it("lives on when it was replaced, and connects again when told", async () => {
    (await connection()).streamError(null, [{ tag: "conflict", attrs: { type: "replaced" } }]);
    await stage.ready(false);
    const status = async () =>
      JSON.parse((await stage.runs("whatsapp", "status")).stdout) as { state: string };
    await eventually(async () => (await status()).state === "replaced");
    expect((await stage.runs("whatsapp", "reconnect")).stdout).toBe("online\n");
    await reports();
  });

  it("lives on when the phone removed it, keeps what it has, and links anew only when told", async () => {
    (await connection()).streamError("401", [
      { tag: "conflict", attrs: { type: "device_removed" } },
    ]);
    await stage.ready(false);
    const response = await fetch(`${stage.service().url}/readyz`);
    expect(response.status).toBe(200);
    await eventually(async () =>
      (await stage.runs("whatsapp", "status")).stdout.includes("logged_out"),
    );
    const refused = await stage.runs("whatsapp", "link", "--raw", "--timeout", "1");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/--replace/);
    await stage.link("--replace");
    await stage.ready();
    await reports();
  });
});
