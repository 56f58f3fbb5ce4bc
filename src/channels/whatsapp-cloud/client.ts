import { z } from "zod";
import type { FetchedFile } from "../../core/channel.ts";
import { FetchError } from "../../core/errors.ts";
import { CloudError } from "./failures.ts";

export interface ClientSettings {
  /** `https://graph.facebook.com/v26.0` */
  apiRoot: string;
  token: string;
  phoneId: string;
}

const SEND_LIMIT_MS = 30_000;
const UPLOAD_LIMIT_MS = 120_000;
const PROBE_LIMIT_MS = 4000;

/** Documents may be larger at WhatsApp, not with us; in bytes. */
const MAX_DOWNLOAD = 20 * 1024 * 1024;

/** Media ids of uploads live 30 days; a day less is safe. */
export const UPLOAD_LIFE_MS = 29 * 86_400_000;

const accepted = z.looseObject({ messages: z.array(z.looseObject({ id: z.string() })).min(1) });
const uploaded = z.looseObject({ id: z.string() });
const located = z.looseObject({
  url: z.url(),
  mime_type: z.string().optional(),
  file_size: z.union([z.number(), z.string().transform(Number)]).optional(),
});
const failed = z.looseObject({ error: z.looseObject({ code: z.number() }) });

interface Request {
  method?: "POST";
  body?: string | FormData;
  headers?: Record<string, string>;
}

/** The few calls of the Graph API that we make. */
export function openClient({ apiRoot, token, phoneId }: ClientSettings) {
  const authorization = `Bearer ${token}`;

  async function call(path: string, request: Request, limitMs: number): Promise<unknown> {
    const { headers = {}, ...rest } = request;
    const response = await fetch(`${apiRoot}/${path}`, {
      ...rest,
      headers: { ...headers, authorization },
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as unknown;
    throw new CloudError(response.status, codeIn(text));
  }

  function post(payload: object, limitMs: number): Promise<unknown> {
    const body = JSON.stringify({ messaging_product: "whatsapp", ...payload });
    const request = {
      method: "POST" as const,
      body,
      headers: { "content-type": "application/json" },
    };
    return call(`${phoneId}/messages`, request, limitMs);
  }

  return {
    /** Sends a message; WhatsApp's id of it. */
    async send(payload: object): Promise<string> {
      const answer = accepted.parse(await post(payload, SEND_LIMIT_MS));
      return answer.messages[0]?.id ?? "";
    },
    /** Marks what somebody wrote as read and shows that an answer is being written. */
    async markRead(wamid: string): Promise<void> {
      const typing = { typing_indicator: { type: "text" } };
      await post({ status: "read", message_id: wamid, ...typing }, PROBE_LIMIT_MS);
    },
    /** Uploads a file; its media id. */
    async upload(bytes: Uint8Array, mime: string, name: string): Promise<string> {
      const form = new FormData();
      form.set("messaging_product", "whatsapp");
      form.set("type", mime);
      form.set("file", new Blob([Buffer.from(bytes)], { type: mime }), name);
      const request = { method: "POST" as const, body: form };
      return uploaded.parse(await call(`${phoneId}/media`, request, UPLOAD_LIMIT_MS)).id;
    },
    /** True while the number can be used with this token. */
    async probe(): Promise<boolean> {
      await call(`${phoneId}?fields=id`, {}, PROBE_LIMIT_MS);
      return true;
    },
    /** @throws FetchError */
    async download(mediaId: string): Promise<FetchedFile> {
      const path = `${encodeURIComponent(mediaId)}?phone_number_id=${phoneId}`;
      const found = await call(path, {}, SEND_LIMIT_MS).catch((error: unknown) => {
        const isGone = error instanceof CloudError && (error.status === 404 || error.code === 100);
        throw new FetchError(isGone ? "gone" : "retry", "the media id is not served");
      });
      const { url, mime_type: mime, file_size: size } = located.parse(found);
      if ((size ?? 0) > MAX_DOWNLOAD) throw new FetchError("too_large", "too large");
      if (!mayHaveToken(url, apiRoot)) throw new FetchError("gone", "served by a stranger");
      return { bytes: await bytesAt(url, authorization), mime: mime ?? null, name: null };
    },
  };
}

function codeIn(text: string): number {
  try {
    return failed.safeParse(JSON.parse(text)).data?.error.code ?? 0;
  } catch {
    return 0;
  }
}

/** The token is shown to Meta's own servers only. */
function mayHaveToken(url: string, apiRoot: string): boolean {
  const { host, hostname, protocol } = new URL(url);
  if (host === new URL(apiRoot).host) return true;
  return (
    protocol === "https:" &&
    /(^|\.)(facebook\.com|fbsbx\.com|fbcdn\.net|whatsapp\.net)$/.test(hostname)
  );
}

async function bytesAt(url: string, authorization: string): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(UPLOAD_LIMIT_MS);
  const response = await fetch(url, { headers: { authorization }, signal }).catch(() => {
    throw new FetchError("retry", "no answer");
  });
  if (!response.ok) {
    await response.body?.cancel();
    // The address lives five minutes; the next try gets a new one.
    throw new FetchError("retry", `answered ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > MAX_DOWNLOAD) break;
      parts.push(part);
    }
  } catch {
    throw new FetchError("retry", "the download broke off");
  }
  if (length > MAX_DOWNLOAD) throw new FetchError("too_large", "too large");
  return Buffer.concat(parts, length);
}
