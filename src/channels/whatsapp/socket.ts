import {
  Browsers,
  decodeMessageNode,
  generateWAMessage,
  getBinaryNodeChildren,
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  makeWASocket,
  proto,
  unpadRandomMax16,
  WA_CERT_DETAILS,
  type AnyMessageContent,
  type BinaryNode,
  type CacheStore,
  type UserFacingSocketConfig,
  type WACallEvent,
  type WAMessage,
  type WAMessageKey,
  type WAMessageUpdate,
  type WAVersion,
} from "@whiskeysockets/baileys";
import type { AuthState } from "./auth-state.ts";
import { SILENT_LOGGER } from "./quiet.ts";
import { isolatedSignalRepository } from "./signal.ts";

export interface SocketSettings {
  /** Null: the library's. */
  url: string | null;
  /** Root key of a local server, 32 bytes; null: WhatsApp's. */
  rootKey: Uint8Array | null;
  /** Null: the library's. */
  version: WAVersion | null;
}

/** What a socket tells; nothing more comes after `closed`. */
export interface SocketListener {
  qr(text: string): void;
  /** The phone signed; a restart follows. */
  linked(): void;
  open(): void;
  /** @param code status of the disconnect; null when there was none */
  closed(code: number | null): void;
  /** A message was opened; nothing is acknowledged to WhatsApp before this resolves. */
  opened(message: WAMessage): Promise<void>;
  /** Messages of a batch, live or from before; those opened were told already. */
  batch(messages: WAMessage[]): void;
  /** States of messages of ours. */
  updates(updates: WAMessageUpdate[]): void;
  calls(calls: WACallEvent[]): void;
  /** Credentials could not be saved, or a frame could not be read. */
  trouble: (what: string, error: unknown) => void;
  /** A message of ours that somebody could not open, to be sent again; null when we do not have it. */
  sentMessage(key: WAMessageKey): Promise<proto.IMessage | null>;
}

/** One connection to WhatsApp. */
export interface LineSocket {
  /** Makes the message; pictures and files are uploaded. Nothing has left yet. */
  prepare(jid: string, content: AnyMessageContent, id: string): Promise<proto.IMessage>;
  /** Hands a message over and waits for the server's word. */
  relay(jid: string, message: proto.IMessage, id: string): Promise<Relayed>;
  typing(jid: string): Promise<void>;
  markRead(keys: WAMessageKey[]): Promise<void>;
  rejectCall(id: string, from: string): Promise<void>;
  /** The LID of a phone number's JID; the JID itself when there is none; null without WhatsApp. */
  reach(jid: string): Promise<string | null>;
  pairingCode(phone: string): Promise<string>;
  /** Takes the link away on the phone too. */
  logOut(): Promise<void>;
  /** Ends the connection; `closed` follows. */
  end(reason: string): void;
  /** Resolves once the last credentials are saved. */
  settled(): Promise<void>;
}

/** What the server said to a message. */
export interface Relayed {
  /** Code of the server's refusal; null when it took the message. */
  refusal: number | null;
  /** The server said nothing in time. */
  silent: boolean;
}

/** The server's word comes so soon after a message has left. */
const ACK_MS = 20_000;
/** A message that has not left by then is not waited for any more. */
const RELAY_MS = 120_000;
const UPLOAD_MS = 20_000;
const KEEP_ALIVE_MS = 10_000;

/** Connects with the credentials given; whatever happens is told to the listener. */
export function openSocket(
  settings: SocketSettings,
  auth: AuthState,
  retryCounts: CacheStore,
  listener: SocketListener,
): LineSocket {
  if (settings.rootKey !== null) WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(settings.rootKey);
  /** Stanzas by what they hold sealed, until that is opened. */
  const stanzas = new WeakMap<Uint8Array, BinaryNode>();
  const config: UserFacingSocketConfig = {
    auth: { creds: auth.creds, keys: auth.keys },
    makeSignalRepository: isolatedSignalRepository(auth.keys, async (ciphertext, padded) => {
      const stanza = stanzas.get(ciphertext);
      if (stanza !== undefined && stanza.attrs["category"] !== "peer")
        await listener.opened(messageOf(stanza, padded, auth));
    }),
    logger: SILENT_LOGGER,
    browser: Browsers.macOS("Desktop"),
    emitOwnEvents: false,
    markOnlineOnConnect: false,
    syncFullHistory: false,
    shouldIgnoreJid: (jid) => isJidGroup(jid) || isJidBroadcast(jid) || isJidNewsletter(jid),
    getMessage: async (key) => (await listener.sentMessage(key)) ?? undefined,
    msgRetryCounterCache: retryCounts,
    keepAliveIntervalMs: KEEP_ALIVE_MS,
    connectTimeoutMs: 20_000,
    defaultQueryTimeoutMs: 30_000,
    ...(settings.url !== null && { waWebSocketUrl: settings.url }),
    ...(settings.version !== null && { version: settings.version }),
  };
  const sock = makeWASocket(config);
  let saved: Promise<void> = Promise.resolve();
  let closed = false;

  function end(reason: string): void {
    void sock.end(new Error(reason)).catch(() => undefined);
  }

  function save(): void {
    // In order, and the last one is waited for before the connection is given up.
    saved = saved
      .then(() => auth.save())
      .catch((error: unknown) => {
        listener.trouble("credentials", error);
        end("credentials cannot be saved");
      });
  }

  // An unreadable frame rejects inside the library's listener, which would end the process.
  const takers = sock.ws.listeners("message") as ((data: Buffer) => Promise<void>)[];
  sock.ws.removeAllListeners("message");
  sock.ws.on("message", (data: Buffer) => {
    Promise.all(takers.map((take) => take(data))).catch((error: unknown) => {
      listener.trouble("frame", error);
      end("a frame could not be read");
    });
  });
  sock.ws.on("frame", (node: BinaryNode | Uint8Array) => {
    if (node instanceof Uint8Array || node.tag !== "message") return;
    for (const { content } of getBinaryNodeChildren(node, "enc"))
      if (content instanceof Uint8Array) stanzas.set(content, node);
  });
  // The library waits for ever when it is given a page instead of a WebSocket.
  sock.ws.on("unexpected-response", () => end("no WebSocket there"));
  sock.ev.on("creds.update", (update) => {
    Object.assign(auth.creds, update);
    save();
  });
  sock.ev.on("connection.update", ({ connection, qr, isNewLogin, lastDisconnect }) => {
    if (closed) return;
    if (qr !== undefined) listener.qr(qr);
    if (isNewLogin === true) listener.linked();
    if (connection === "open") listener.open();
    if (connection !== "close") return;
    closed = true;
    const error = lastDisconnect?.error as { output?: { statusCode?: number } } | undefined;
    const code = error?.output?.statusCode ?? null;
    void saved.then(() => listener.closed(code));
  });
  sock.ev.on("messages.upsert", ({ messages }) => listener.batch(messages));
  sock.ev.on("messages.update", (updates) => listener.updates(updates));
  sock.ev.on("call", (calls) => listener.calls(calls));

  return {
    async prepare(jid, content, id) {
      const made = await generateWAMessage(jid, content, {
        userJid: auth.creds.me?.id ?? "",
        messageId: id,
        upload: sock.waUploadToServer,
        mediaUploadTimeoutMs: UPLOAD_MS,
        logger: SILENT_LOGGER,
      });
      return made.message ?? {};
    },
    async relay(jid, message, id) {
      const heard = sock
        .waitForMessage<BinaryNode>(id, RELAY_MS)
        .catch(() => undefined as BinaryNode | undefined);
      await sock.relayMessage(jid, message, { messageId: id });
      // Sends take turns inside the library: only now is the message on its way.
      const late = new Promise<undefined>((resolve) => {
        setTimeout(() => resolve(undefined), ACK_MS).unref();
      });
      const node = await Promise.race([heard, late]);
      const error = node?.tag === "ack" ? node.attrs["error"] : undefined;
      return {
        refusal: error === undefined ? null : Number(error),
        silent: node === undefined,
      };
    },
    typing: (jid) => sock.sendPresenceUpdate("composing", jid),
    markRead: (keys) => sock.readMessages(keys),
    rejectCall: (id, from) => sock.rejectCall(id, from),
    async reach(jid) {
      const lid = await sock.signalRepository.lidMapping.getLIDForPN(jid);
      if (lid !== null) return lid;
      const [found] = (await sock.onWhatsApp(jid)) ?? [];
      return found === undefined ? null : jid;
    },
    pairingCode: (phone) => sock.requestPairingCode(phone),
    logOut: () => sock.logout(),
    end,
    settled: () => saved,
  };
}

/** A stanza and what was sealed in it, as the library shows it later. */
function messageOf(stanza: BinaryNode, padded: Uint8Array, { creds }: AuthState): WAMessage {
  const { fullMessage } = decodeMessageNode(stanza, creds.me?.id ?? "", creds.me?.lid ?? "");
  const message = proto.Message.decode(unpadRandomMax16(padded));
  return { ...fullMessage, message: message.deviceSentMessage?.message ?? message };
}
