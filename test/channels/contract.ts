import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ABILITIES } from "../../src/channels/abilities.ts";
import type { ChannelName } from "../../src/core/message.ts";

/** What a phone shows of one message. */
export interface Shown {
  id: string;
  text: string;
  /** Labels of buttons, and of a list's rows. */
  buttons: string[];
  picture: boolean;
}

/** Somebody of a roster's family, with a phone on the messenger. */
export interface ContractPhone {
  says(text: string): Promise<unknown>;
  /** Writes under an earlier message; only where the messenger knows quotes. */
  quotes?(id: string, text: string): Promise<unknown>;
  presses(label: string): Promise<unknown>;
  sendsPicture(caption: string): Promise<unknown>;
  sendsVoice(): Promise<unknown>;
  sendsPlace?(): Promise<unknown>;
  /** The messenger brings the last text once more. */
  again(): Promise<unknown>;
  hears(): Promise<Shown>;
  hearsNothing(ms: number): Promise<void>;
}

/** The real service with one messenger. */
export interface Ground {
  url: string;
  /** The next family that nobody has played: agreed to reports, and speaks this language. */
  family(language: "es" | "qu"): Promise<ContractPhone>;
  close(): Promise<void>;
}

/** The conversations that pass on every messenger, and what only some can, as `ABILITIES` declares it. */
export function contract(channel: ChannelName, open: () => Promise<Ground>): void {
  const can = ABILITIES[channel];

  describe(`a conversation on ${channel}`, () => {
    let ground: Ground | undefined;
    beforeAll(async () => {
      ground = await open();
    });
    afterAll(() => ground?.close());

    /** Somebody who has been welcomed. */
    async function known(language: "es" | "qu" = "es"): Promise<ContractPhone> {
      if (ground === undefined) throw new Error("the service did not start");
      const phone = await ground.family(language);
      await phone.says("gracias");
      await phone.hears();
      return phone;
    }

    async function metric(line: string): Promise<number> {
      const text = await (await fetch(`${ground?.url}/metrics`)).text();
      const found = text.split("\n").find((one) => one.startsWith(line));
      return Number(found?.split(" ").at(-1) ?? 0);
    }

    it.each([
      ["es", "12", /Anoté 12 L/],
      ["qu", "chunka iskayniyuq litro", /12 L/],
    ] as const)(
      "a report in %s is noted and read back, and corrected",
      async (language, said, echo) => {
        const phone = await known(language);
        await phone.says(said);
        expect((await phone.hears()).text).toMatch(echo);
        await phone.says(language === "es" ? "no, 14" : "manan, 14");
        expect((await phone.hears()).text).toMatch(/14 L/);
      },
    );

    it("what comes twice counts once", async () => {
      const phone = await known();
      await phone.says("9");
      expect((await phone.hears()).text).toMatch(/9 L/);
      await phone.again();
      await phone.hearsNothing(500);
    });

    it("a question is answered by its number", async () => {
      const phone = await known();
      await phone.says("8 5");
      expect((await phone.hears()).text).toMatch(/13 L/);
      await phone.says("1");
      expect((await phone.hears()).text).toMatch(/Anoté 13 L/);
    });

    it("or by its button, where there are any", async () => {
      const phone = await known();
      await phone.says("8 5");
      const asked = await phone.hears();
      const isShown = can.buttons > 0;
      expect(asked.buttons.length).toBe(isShown ? 2 : 0);
      // Whoever has no buttons reads what the numbers mean.
      if (!isShown) expect(asked.text).toMatch(/1 Sí, 13 L/);
      await (isShown ? phone.presses(asked.buttons[0] ?? "") : phone.says("1"));
      expect((await phone.hears()).text).toMatch(/Anoté 13 L/);
    });

    it("many answers are all offered", async () => {
      const phone = await known();
      await phone.says("IDIOMA");
      const asked = await phone.hears();
      const isShown = can.buttons >= 4 || can.listRows >= 4;
      expect(asked.buttons.length).toBe(isShown ? 4 : 0);
      for (const language of ["Castellano", "Runasimi"])
        expect(`${asked.text} ${asked.buttons.join(" ")}`).toContain(language);
    });

    it("a chart is a picture with its words", async () => {
      const phone = await known();
      await phone.says("12");
      await phone.hears();
      await phone.says("mi leche");
      const chart = await phone.hears();
      expect(chart).toMatchObject({ picture: true });
      expect(chart.text).toMatch(/12/);
    });

    it("a voice is fetched for the technician, and words under a picture are a report", async () => {
      const phone = await known();
      const kept = `kallpanchis_files_total{channel="${servedAs(channel)}",result="kept"}`;
      const before = await metric(kept);
      await phone.sendsVoice();
      expect((await phone.hears()).text).toMatch(/técnico/);
      await expect.poll(() => metric(kept), { timeout: 8000 }).toBe(before + 1);
      await phone.sendsPicture("12 litros");
      expect((await phone.hears()).text).toMatch(/Anoté 12 L/);
    });

    it.runIf(can.placeAndContact)("a place is answered", async () => {
      const phone = await known();
      await phone.sendsPlace?.();
      expect((await phone.hears()).text).not.toBe("");
    });

    it.runIf(can.quotes)("a quoted question gets its answer, however old it is", async () => {
      const phone = await known();
      await phone.says("10");
      const echo = await phone.hears();
      for (const more of ["gracias", "gracias"]) {
        await phone.says(more);
        await phone.hears();
      }
      await phone.quotes?.(echo.id, "deshacer");
      expect((await phone.hears()).text).toMatch(/borr|deshic|quit/i);
    });

    it.runIf(can.delivered)("it is known what arrived", async () => {
      const line = `kallpanchis_receipts_total{channel="${servedAs(channel)}",state="delivered"}`;
      const before = await metric(line);
      const phone = await known();
      await phone.says("11");
      await phone.hears();
      await expect.poll(() => metric(line), { timeout: 8000 }).toBeGreaterThan(before);
    });

    it("STOP is heard at any question", async () => {
      const phone = await known();
      await phone.says("8 5");
      await phone.hears();
      await phone.says("BASTA");
      expect((await phone.hears()).text).toMatch(/SEGUIR/);
    });
  });
}

/** Alone, the official WhatsApp serves the channel of WhatsApp. */
function servedAs(channel: ChannelName): ChannelName {
  return channel === "whatsapp_cloud" ? "whatsapp" : channel;
}
