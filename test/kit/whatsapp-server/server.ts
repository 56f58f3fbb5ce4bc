import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jidDecode, type BinaryNode } from "@whiskeysockets/baileys";
import { WebSocketServer } from "ws";
import { Client } from "./client.ts";
import { Connection } from "./connection.ts";
import { Contact, type ContactSettings } from "./contact.ts";
import { noFaults, type Faults } from "./faults.ts";
import { startMediaServer, type MediaServer } from "./media.ts";
import { newServerKeys } from "./noise.ts";
import { OwnerPhone } from "./owner.ts";
import { scan, typeCode, type Pairing } from "./pairing.ts";

/** A WhatsApp server of our own, on loopback: real keys, real sessions, faults at will. */
export interface WhatsAppServer {
  /** For `WHATSAPP_WS_URL`. */
  url: string;
  /** For `WHATSAPP_ROOT_KEY`: 32 bytes in hex. */
  rootKey: string;
  faults: Faults;
  media: MediaServer;
  /** A phone that a bot can be linked to. */
  owner(phone: string, name?: string): OwnerPhone;
  /** Somebody who writes to the owner made last. */
  contact(settings: Partial<ContactSettings> & { phone: string }): Contact;
  /** The owner scans a QR. */
  scan(qr: string, owner: OwnerPhone): void;
  /** The owner types a pairing code. */
  typeCode(code: string, owner: OwnerPhone): Promise<void>;
  /** Sockets open at this moment, linked devices only. */
  online(): Client[];
  /** Every socket open at this moment. */
  sockets(): number;
  /** Most linked devices' sockets that were ever open at once. */
  mostOnline(): number;
  /** Stanzas of clients, oldest first. */
  stanzas: BinaryNode[];
  /** No new connections from here on, and those there are cut. */
  goDark(): void;
  comeBack(): void;
  stop(): Promise<void>;
}

export interface ServerSettings {
  port?: number;
  /** What the server's clock shows; the machine's when left out. */
  now?: () => Date;
}

/** Starts the server on a free port. */
export async function startWhatsAppServer(settings: ServerSettings = {}): Promise<WhatsAppServer> {
  const media = await startMediaServer();
  const keys = newServerKeys();
  const faults = noFaults();
  const owners: OwnerPhone[] = [];
  const contacts: Contact[] = [];
  const clients = new Set<Client>();
  const pairings = new Set<Pairing>();
  const stanzas: BinaryNode[] = [];
  const byUser = new Map<string, Contact>();
  let dark = false;
  let most = 0;
  const now = settings.now ?? (() => new Date());
  const contact = (jid: string): Contact | null => byUser.get(jidDecode(jid)?.user ?? "") ?? null;

  const http = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, socket, head) => {
    if (dark) {
      socket.destroy();
      return;
    }
    if (faults.refuseUpgrade !== null) {
      socket.end(`HTTP/1.1 ${faults.refuseUpgrade} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, keys);
      const client: Client = new Client(connection, {
        owners: () => owners,
        contact,
        contactByPhone: (phone) => byUser.get(phone) ?? null,
        mediaHost: () => media.host,
        faults,
        pairings,
        noted: (node) => {
          stanzas.push(node);
          most = Math.max(most, online().length);
        },
      });
      clients.add(client);
      webSocket.on("close", () => clients.delete(client));
      connection.listen(client);
    });
  });
  await new Promise<void>((resolve) => http.listen(settings.port ?? 0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;

  function online(): Client[] {
    return [...clients].filter(
      ({ companion, connection }) => companion !== null && connection.open,
    );
  }

  return {
    url: `ws://127.0.0.1:${port}/ws/chat`,
    rootKey: Buffer.from(keys.rootKey).toString("hex"),
    faults,
    media,
    stanzas,
    owner(phone, name = "Kallpanchis") {
      const owner = new OwnerPhone(phone, `1${phone}0`, name);
      owners.push(owner);
      return owner;
    },
    contact({ phone, ...rest }) {
      const owner = owners.at(-1);
      if (owner === undefined) throw new Error("there is no phone to write to");
      const contact = new Contact(
        {
          phone,
          lid: `2${phone}9`,
          name: "Rosa",
          addressing: "lid",
          receipts: "read",
          ...rest,
        },
        { owner: () => owner, now },
      );
      contacts.push(contact);
      byUser.set(phone, contact);
      byUser.set(contact.settings.lid, contact);
      return contact;
    },
    scan: (qr, owner) => scan(qr, owner, pairings),
    typeCode: (code, owner) => typeCode(code, owner, pairings),
    online,
    sockets: () => clients.size,
    mostOnline: () => most,
    goDark() {
      dark = true;
      for (const client of clients) client.connection.cut();
    },
    comeBack() {
      dark = false;
    },
    async stop() {
      for (const client of clients) client.connection.cut();
      sockets.close();
      await media.stop();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}
