import { timingSafeEqual } from "node:crypto";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Input, Telegram, TelegramError } from "telegraf";
import type { Channel, Parcel, Receive } from "../../core/channel.ts";
import type { Clock } from "../../core/clock.ts";
import { newSecret } from "../../core/ids.ts";
import type { InboundMessage } from "../../core/message.ts";
import { isStaleFile, toFetchError, toSendError } from "./failures.ts";
import { download, fileIdOf } from "./files.ts";
import { readUpdate } from "./read.ts";
import { writeCall } from "./write.ts";

export interface TelegramSettings {
  token: string;
  apiRoot: string;
  mode: "polling" | "webhook";
  /** Null: made at start. */
  secret: string | null;
  /** Where Telegram reaches us, in webhook mode. */
  publicUrl: () => string;
}

export interface TelegramChannel extends Channel {
  /** Null in polling mode. */
  webhook: {
    path: string;
    accept(secret: string | undefined, body: unknown): Promise<number>;
  } | null;
}

/** What we ask to be told of. */
const ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"] as const;

/** Seconds Telegram may hold a poll open. */
const POLL_SECONDS = 25;
const PAUSE_MS = 1000;
const MAX_PAUSE_MS = 5000;
/** How often the connection is tested, and how long the test may take: together under 10 s. */
const PROBE_MS = 4000;
const PROBE_LIMIT_MS = 4000;
/** A send that takes longer has an unknown outcome. */
const SEND_LIMIT_MS = 30_000;
const FETCH_LIMIT_MS = 120_000;

export const WEBHOOK_PATH = "/telegram/webhook";

/**
 * Telegram through the telegraf client. The client only calls; receiving, acknowledging and order are
 * ours: an update is confirmed once it is stored, and nothing waits for an answer to be written.
 */
export function openTelegram(
  settings: TelegramSettings,
  clock: Clock,
  trouble: (what: string, error: unknown) => void,
): TelegramChannel {
  const secure = settings.apiRoot.startsWith("https:");
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, maxSockets: 64 })
    : new HttpAgent({ keepAlive: true, maxSockets: 64 });
  const client = new Telegram(settings.token, {
    apiRoot: settings.apiRoot,
    webhookReply: false,
    agent,
    attachmentAgent: agent,
  });
  const secret = settings.secret ?? newSecret();
  const stopping = new AbortController();
  let receive: Receive = () => Promise.reject(new Error("not started"));
  let reachable = false;
  let registered = false;
  let work: Promise<unknown> = Promise.resolve();

  async function call<T>(method: string, payload: object, limitMs: number): Promise<T> {
    // Telegraf's typings end at Bot API 7.1; any method name reaches the server.
    const raw = client.callApi.bind(client) as unknown as (
      method: string,
      payload: object,
      options: object,
    ) => Promise<T>;
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(limitMs)]);
    return raw(method, payload, { signal });
  }

  async function post(parcel: Parcel): Promise<unknown> {
    const { method, payload, upload } = writeCall(parcel);
    const signal = AbortSignal.timeout(SEND_LIMIT_MS);
    const file =
      upload === null
        ? {}
        : {
            [upload.field]:
              upload.remoteId ?? Input.fromBuffer(Buffer.from(await upload.bytes()), upload.name),
          };
    return client.callApi(method, { ...payload, ...file } as never, { signal: signal as never });
  }

  /** Stores what came and answers presses at once; returns whether it was well-formed. */
  async function ingest(updates: unknown[]): Promise<boolean> {
    const messages: InboundMessage[] = [];
    let wellFormed = true;
    for (const raw of updates) {
      const read = readUpdate(raw, clock.now());
      if (read.kind === "malformed") wellFormed = false;
      if (read.kind !== "message") continue;
      messages.push(read.message);
      // Before the queue: an unanswered press spins on the phone and expires after 15 seconds.
      if (read.pressId !== null)
        void call("answerCallbackQuery", { callback_query_id: read.pressId }, PROBE_LIMIT_MS).catch(
          () => undefined,
        );
    }
    if (messages.length > 0) await receive(messages);
    return wellFormed;
  }

  async function poll(): Promise<void> {
    let offset = 0;
    let pause = PAUSE_MS;
    while (!stopping.signal.aborted) {
      try {
        if (!registered) {
          await call("deleteWebhook", {}, PROBE_LIMIT_MS);
          registered = true;
        }
        const updates = await call<{ update_id: number }[]>(
          "getUpdates",
          { offset, timeout: POLL_SECONDS, limit: 100, allowed_updates: ALLOWED_UPDATES },
          (POLL_SECONDS + 10) * 1000,
        );
        await ingest(updates);
        // Only what is stored is confirmed, by asking for what follows.
        offset = updates.reduce(
          (highest, update) => Math.max(highest, update.update_id + 1),
          offset,
        );
        pause = PAUSE_MS;
      } catch (error) {
        if (stopping.signal.aborted) return;
        trouble("getUpdates", error);
        await rest(pause);
        pause = Math.min(pause * 2, MAX_PAUSE_MS);
      }
    }
  }

  async function register(): Promise<void> {
    while (!stopping.signal.aborted && !registered) {
      try {
        await call(
          "setWebhook",
          {
            url: `${settings.publicUrl()}${WEBHOOK_PATH}`,
            secret_token: secret,
            allowed_updates: ALLOWED_UPDATES,
          },
          PROBE_LIMIT_MS,
        );
        registered = true;
      } catch (error) {
        if (stopping.signal.aborted) return;
        trouble("setWebhook", error);
        await rest(MAX_PAUSE_MS);
      }
    }
  }

  async function probe(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await call("getMe", {}, PROBE_LIMIT_MS);
        reachable = true;
      } catch (error) {
        if (reachable && !stopping.signal.aborted) trouble("getMe", error);
        reachable = false;
      }
      await rest(PROBE_MS);
    }
  }

  function rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        stopping.signal.removeEventListener("abort", done);
        resolve();
      }
      stopping.signal.addEventListener("abort", done);
    });
  }

  return {
    name: "telegram",
    ready: () => reachable && registered,
    check: () =>
      call("getMe", {}, PROBE_LIMIT_MS).then(
        () => true,
        () => false,
      ),
    start(receiver) {
      receive = receiver;
      work = Promise.all([probe(), settings.mode === "polling" ? poll() : register()]);
      return Promise.resolve();
    },
    async send(parcel) {
      try {
        const sent = await post(parcel).catch((error: unknown) => {
          // Telegram has forgotten the file: it is uploaded anew.
          if (parcel.file === null || !isStaleFile(error)) throw error;
          return post({ ...parcel, file: { ...parcel.file, remoteId: null } });
        });
        const copy = parcel.file === null ? null : fileIdOf(sent);
        return {
          providerId: `${parcel.address}:${(sent as { message_id: number }).message_id}`,
          ...(copy !== null && { copy: { remoteId: copy, until: null } }),
        };
      } catch (error) {
        throw toSendError(error);
      }
    },
    async fetch(file) {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(FETCH_LIMIT_MS)]);
      const located = await call("getFile", { file_id: file }, PROBE_LIMIT_MS).catch(
        (error: unknown) => {
          throw toFetchError(error);
        },
      );
      return download(located, { ...settings, agent, signal });
    },
    async typing(address) {
      await call("sendChatAction", { chat_id: address, action: "typing" }, PROBE_LIMIT_MS).catch(
        () => undefined,
      );
    },
    async stop() {
      stopping.abort();
      await work.catch(() => undefined);
      agent.destroy();
    },
    webhook:
      settings.mode === "polling"
        ? null
        : {
            path: WEBHOOK_PATH,
            async accept(given, body) {
              if (given === undefined || !sameSecret(given, secret)) return 401;
              return (await ingest([body])) ? 200 : 400;
            },
          },
  };
}

/** Compares in constant time; only a length of its own ends it early. */
function sameSecret(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A word for the log that holds no address, token or text. */
export function failureName(error: unknown): string {
  if (error instanceof TelegramError) return `TelegramError ${error.code}`;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown";
}
