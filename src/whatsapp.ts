import { open } from "./channels/whatsapp/seal.ts";
import { stateKey } from "./channels/whatsapp/state-key.ts";
import { openWhatsApp } from "./channels/whatsapp/whatsapp.ts";
import type { Config } from "./config.ts";
import type { Channel } from "./core/channel.ts";
import { systemClock, type Clock } from "./core/clock.ts";
import { openLease } from "./jobs/lease.ts";
import type { Store } from "./store/connection.ts";
import type { WhatsAppDesk } from "./console/whatsapp.tsx";
import { openLineBook, wishOfLine } from "./store/whatsapp.ts";
import { reportOfLine } from "./store/whatsapp-report.ts";
import { openSentBook } from "./store/whatsapp-sent.ts";

/** The one number there is. */
export const MAIN_LINE = "main";

/** So long a process that vanished keeps the number from others. */
const LEASE_MS = 12_000;

export interface WhatsAppParts {
  store: Store;
  clock: Clock;
  redisUrl: string;
  /** This process has the number online, or not any more. */
  line: (up: boolean) => void;
  trouble: (what: string, error: unknown) => void;
}

/** WhatsApp on the service's database and Redis. */
export function assembleWhatsApp(
  config: NonNullable<Config["whatsapp"]>,
  { store, clock, redisUrl, line, trouble }: WhatsAppParts,
): { channel: Channel; desk: WhatsAppDesk; close(): Promise<void> } {
  const lease = openLease(redisUrl, `whatsapp:${MAIN_LINE}`, LEASE_MS);
  const key = stateKey(config.stateKey, config.stateKeyFile);
  const desk: WhatsAppDesk = {
    report: () =>
      store.read((connection) => reportOfLine(connection, MAIN_LINE, systemClock.now())),
    offer: ({ line: row }) =>
      row?.offer == null
        ? null
        : {
            kind: row.offer.kind,
            text: Buffer.from(open(key, "offer", row.offer.sealed)).toString("utf8"),
          },
    wish: (wish, codePhone) =>
      store.transaction((tx) => wishOfLine(tx, MAIN_LINE, wish, codePhone, systemClock.now())),
  };
  const channel = openWhatsApp({
    book: openLineBook(store, systemClock, MAIN_LINE),
    sent: openSentBook(store, systemClock, MAIN_LINE),
    lease,
    key,
    settings: { url: config.url, rootKey: config.rootKey, version: config.version },
    clock,
    line,
    trouble,
  });
  return { channel, desk, close: () => lease.close() };
}
