import {
  initAuthCreds,
  makeWASocket,
  type SignalDataSet,
  type SignalKeyStore,
  type UserFacingSocketConfig,
  type WASocket,
} from "@whiskeysockets/baileys";
import { SILENT_LOGGER } from "../../../src/channels/whatsapp/quiet.ts";
import type { OwnerPhone } from "../../kit/whatsapp-server/owner.ts";
import type { WhatsAppServer } from "../../kit/whatsapp-server/server.ts";

/** Keys in memory, each call as slow as a database somewhere else. */
export function slowKeys(latencyMs: number): SignalKeyStore {
  const kept = new Map<string, unknown>();
  const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, latencyMs));
  return {
    async get(type, ids) {
      await rest();
      const found = ids.flatMap((id) => {
        const value = kept.get(`${type} ${id}`);
        return value === undefined ? [] : [[id, value]];
      });
      return Object.fromEntries(found) as never;
    },
    async set(data: SignalDataSet) {
      await rest();
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values))
          if (value === null) kept.delete(`${type} ${id}`);
          else kept.set(`${type} ${id}`, value);
    },
  };
}

/** Links the plain library to a phone and resolves to its socket once it is online. */
export async function linkedClient(
  server: WhatsAppServer,
  owner: OwnerPhone,
  keys: SignalKeyStore,
  more: Partial<UserFacingSocketConfig> = {},
): Promise<WASocket> {
  const auth = { creds: initAuthCreds(), keys };
  for (;;) {
    const socket = makeWASocket({
      auth,
      logger: SILENT_LOGGER,
      waWebSocketUrl: server.url,
      emitOwnEvents: false,
      markOnlineOnConnect: false,
      syncFullHistory: false,
      ...more,
    });
    socket.ev.on("creds.update", (update) => void Object.assign(auth.creds, update));
    const isOpen = await new Promise<boolean>((resolve) =>
      socket.ev.on("connection.update", ({ qr, connection }) => {
        if (qr !== undefined) server.scan(qr, owner);
        if (connection === "open") resolve(true);
        if (connection === "close") resolve(false);
      }),
    );
    if (isOpen) return socket;
  }
}
