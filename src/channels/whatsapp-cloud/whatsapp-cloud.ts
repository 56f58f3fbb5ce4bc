import type { Channel, Parcel, Receive, Report, Sent } from "../../core/channel.ts";
import type { Clock } from "../../core/clock.ts";
import { SendError } from "../../core/errors.ts";
import type { ChannelName, OutboxKind } from "../../core/message.ts";
import { openClient, UPLOAD_LIFE_MS, type ClientSettings } from "./client.ts";
import { CloudError, isStaleMedia, toSendError, WINDOW_CLOSED } from "./failures.ts";
import { readDelivery } from "./read.ts";
import { isSigned, sameText } from "./signature.ts";
import { envelope, kindOf, writeMessage, writeTemplate, type Uploaded } from "./write.ts";

export interface CloudSettings extends ClientSettings {
  /** `whatsapp` where it is the only way to WhatsApp, so that the phones of rosters are reached by it. */
  name: Extract<ChannelName, "whatsapp" | "whatsapp_cloud">;
  appSecret: string;
  verifyToken: string;
  /** Approved templates by why a message goes out. */
  templates: Partial<Record<OutboxKind, string>>;
  /** Language of the templates, as WhatsApp writes it: `es`, `es_PE`. */
  templateLanguage: string;
}

export interface CloudChannel extends Channel {
  webhook: {
    path: string;
    /** The challenge to answer with; null when it is not Meta that asks. */
    verify(query: Readonly<Record<string, unknown>>): string | null;
    /** Takes the bytes as they came; the status to answer with. */
    accept(signature: string | undefined, body: Buffer): Promise<number>;
  };
}

export const WEBHOOK_PATH = "/whatsapp/webhook";

/** Somebody who wrote may be written to for this long; a minute is left for the way. */
const WINDOW_MS = 24 * 3_600_000 - 60_000;

/** How often the connection is tested: within ten seconds the truth is known. */
const PROBE_MS = 5000;

/** Addresses whose last message is remembered, to be marked as read. */
const MOST_REMEMBERED = 10_000;

/**
 * WhatsApp by Meta's official Cloud API. Messages come by a signed webhook and are acknowledged once they are
 * stored; outside of the 24 hours after somebody wrote, an approved template carries the words.
 * @param lastWrittenAt when somebody wrote last; null for never
 */
export function openWhatsAppCloud(
  settings: CloudSettings,
  clock: Clock,
  lastWrittenAt: (address: string) => Promise<Date | null>,
  trouble: (what: string, error: unknown) => void,
): CloudChannel {
  const client = openClient(settings);
  const stopping = new AbortController();
  /** The newest message of each address. */
  const newest = new Map<string, string>();
  let receive: Receive = () => Promise.reject(new Error("not started"));
  let report: Report = () => Promise.reject(new Error("not started"));
  let reachable = false;
  let work: Promise<void> = Promise.resolve();

  async function probe(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        reachable = await client.probe();
      } catch (error) {
        if (reachable) trouble("probe", error);
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

  /** Answers go out within moments; what we say of our own accord may come days later. */
  async function isWindowOpen({ kind, address }: Parcel): Promise<boolean> {
    if (kind === "reply") return true;
    const wroteAt = await lastWrittenAt(address);
    return wroteAt !== null && clock.now().getTime() - wroteAt.getTime() < WINDOW_MS;
  }

  async function sendFree(parcel: Parcel): Promise<Sent> {
    const file = await upload(parcel);
    const payload = { ...envelope(parcel), ...writeMessage(parcel.content, file) };
    const providerId = await client.send(payload);
    const until = new Date(clock.now().getTime() + UPLOAD_LIFE_MS);
    return {
      providerId,
      ...(file !== null && parcel.file !== null && { copy: { remoteId: file.id, until } }),
    };
  }

  async function sendTemplate(parcel: Parcel): Promise<Sent> {
    const name = settings.templates[parcel.kind];
    if (name === undefined)
      throw new SendError(
        "refused",
        `more than 24 hours since the person wrote, and WHATSAPP_CLOUD_TEMPLATES names no template for ${parcel.kind}`,
      );
    const template = writeTemplate(parcel.content, name, settings.templateLanguage);
    if (template === null)
      throw new SendError(
        "refused",
        "more than 24 hours since the person wrote, and a file has no template",
      );
    return { providerId: await client.send({ ...envelope(parcel), ...template }) };
  }

  async function upload({ png, file }: Parcel): Promise<Uploaded | null> {
    if (png !== null) {
      const id = await client.upload(png, "image/png", "chart.png");
      return { kind: "image", id, voice: false, name: "chart.png" };
    }
    if (file === null) return null;
    const { name, mime, remoteId, size } = file;
    const kind = kindOf(file, size);
    const id = remoteId ?? (await client.upload(await file.bytes(), mime, name));
    return { kind, id, voice: file.kind === "voice", name };
  }

  function remember(address: string, wamid: string): void {
    newest.delete(address);
    newest.set(address, wamid);
    if (newest.size > MOST_REMEMBERED) newest.delete(newest.keys().next().value ?? "");
  }

  async function typing(address: string): Promise<void> {
    const wamid = newest.get(address);
    if (wamid !== undefined) await client.markRead(wamid).catch(() => undefined);
  }

  return {
    name: settings.name,
    ready: () => reachable,
    check: () =>
      client.probe().then(
        () => true,
        () => false,
      ),
    start(receiver, reporter) {
      receive = receiver;
      report = reporter;
      work = probe();
      return Promise.resolve();
    },
    async send(parcel) {
      try {
        if (!(await isWindowOpen(parcel))) return await sendTemplate(parcel);
        return await sendFree(parcel).catch((error: unknown) => {
          if (error instanceof CloudError && error.code === WINDOW_CLOSED)
            return sendTemplate(parcel);
          // WhatsApp has forgotten the file: it is uploaded anew.
          if (parcel.file === null || parcel.file.remoteId === null || !isStaleMedia(error))
            throw error;
          return sendFree({ ...parcel, file: { ...parcel.file, remoteId: null } });
        });
      } catch (error) {
        const failure = toSendError(error);
        if (failure.retryAfterMs === 60_000) trouble("send", error);
        throw failure;
      }
    },
    fetch: (file) => client.download(file),
    typing,
    async stop() {
      stopping.abort();
      await work;
    },
    webhook: {
      path: WEBHOOK_PATH,
      verify(query) {
        const token = query["hub.verify_token"];
        const challenge = query["hub.challenge"];
        const isMeta =
          query["hub.mode"] === "subscribe" &&
          typeof token === "string" &&
          sameText(token, settings.verifyToken);
        return isMeta && typeof challenge === "string" ? challenge : null;
      },
      async accept(signature, body) {
        if (!isSigned(signature, body, settings.appSecret)) return 401;
        const read = readDelivery(parsed(body), settings.phoneId, clock.now());
        if (read === null) return 400;
        const messages = read.messages.map((one) => ({ ...one, channel: settings.name }));
        if (messages.length > 0) await receive(messages);
        if (read.receipts.length > 0) await report(read.receipts);
        for (const { address, providerId } of messages) remember(address, providerId);
        // Once a call, and not waited for: it only shows that somebody is there.
        for (const address of new Set(messages.map((one) => one.address))) void typing(address);
        return 200;
      },
    },
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
