import {
  makeWASocket,
  useMultiFileAuthState as filesIn,
  WA_CERT_DETAILS,
} from "@whiskeysockets/baileys";
import { quietSignal, SILENT_LOGGER } from "../src/channels/whatsapp/quiet.ts";

/** The bare baileys bot our turns are measured against: the library's own files, an answer to each text. */
const { BENCH_DATA = "", BENCH_ROOT_KEY = "", BENCH_WS_URL = "" } = process.env;
quietSignal();
WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(BENCH_ROOT_KEY, "hex");
const { state, saveCreds } = await filesIn(BENCH_DATA);

function connect(): void {
  const socket = makeWASocket({
    auth: state,
    logger: SILENT_LOGGER,
    waWebSocketUrl: BENCH_WS_URL,
    emitOwnEvents: false,
    markOnlineOnConnect: false,
    syncFullHistory: false,
  });
  socket.ev.on("creds.update", () => void saveCreds());
  socket.ev.on("connection.update", ({ qr, connection }) => {
    if (qr !== undefined) process.stdout.write(`${qr}\n`);
    if (connection === "open") process.stdout.write("echo ready\n");
    if (connection === "close") connect();
  });
  socket.ev.on("messages.upsert", ({ messages }) => {
    for (const { key, message } of messages)
      if (message?.conversation && key.remoteJid)
        void socket.sendMessage(key.remoteJid, { text: `✅ ${message.conversation}` });
  });
}
connect();
