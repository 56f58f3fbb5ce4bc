import {
  WA_CERT_DETAILS,
  type UserFacingSocketConfig,
  type WASocket,
} from "@whiskeysockets/baileys";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { quietSignal } from "../../../src/channels/whatsapp/quiet.ts";
import { isolatedSignalRepository } from "../../../src/channels/whatsapp/signal.ts";
import { startWhatsAppServer, type WhatsAppServer } from "../../kit/whatsapp-server/server.ts";
import { linkedClient, slowKeys } from "./client.ts";

/** Messages of the burst. */
const BURST = 16;
/** A database on another machine. */
const LATENCY_MS = 5;

describe("a burst of messages, each answered while more arrive", () => {
  let server: WhatsAppServer;
  let client: WASocket | null = null;
  let phones = 0;
  beforeAll(async () => {
    quietSignal();
    server = await startWhatsAppServer();
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(server.rootKey, "hex");
  });
  afterEach(async () => {
    await client?.end(undefined);
  });
  afterAll(() => server.stop());

  /** Answers each message of a burst with the client configured so. */
  async function answered(
    configure: (keys: ReturnType<typeof slowKeys>) => Partial<UserFacingSocketConfig>,
    limitMs: number,
  ) {
    phones += 1;
    const owner = server.owner(`5190000000${phones}`);
    const rosa = server.contact({ phone: `5198400000${phones}`, receipts: "none" });
    const keys = slowKeys(LATENCY_MS);
    const socket = await linkedClient(server, owner, keys, configure(keys));
    client = socket;
    socket.ev.on("messages.upsert", ({ messages }) => {
      for (const { key, message } of messages)
        if (message?.conversation && key.remoteJid)
          void socket
            .sendMessage(key.remoteJid, { text: `eco ${message.conversation}` })
            .catch(() => undefined);
    });
    await rosa.says("hola");
    await rosa.hears(/eco hola/);
    for (let number = 0; number < BURST; number++) await rosa.says(String(number));
    const until = Date.now() + limitMs;
    while (rosa.heard.length <= BURST && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return { failures: rosa.failures, heard: rosa.heard.map(({ text }) => text).slice(1) };
  }

  it("is spoilt by the stock library: answers cannot be opened", async () => {
    const { failures, heard } = await answered(() => ({}), 3000);
    expect(failures + (BURST - heard.length)).toBeGreaterThan(0);
  });

  it("is answered whole with sessions of our own keeping", async () => {
    const { failures, heard } = await answered(
      (keys) => ({
        makeSignalRepository: isolatedSignalRepository(keys, () => Promise.resolve()),
      }),
      15_000,
    );
    expect(failures).toBe(0);
    expect(heard.toSorted()).toEqual(
      Array.from({ length: BURST }, (_, number) => `eco ${number}`).toSorted(),
    );
  });
});
