import type { IncomingMessage } from "node:http";
import { request as httpRequest, type Agent as HttpAgent } from "node:http";
import { request as httpsRequest } from "node:https";
import { z } from "zod";
import type { FetchedFile } from "../../core/channel.ts";
import { FetchError } from "../../core/errors.ts";

/** getFile gives nothing larger (Bot API, "getFile"), in bytes. */
const MAX_DOWNLOAD = 20 * 1024 * 1024;

/** Answer of getFile. */
const located = z.looseObject({ file_path: z.string(), file_size: z.number().optional() });

/** What a sent message says of the file that went with it. */
const sentFile = z.looseObject({ file_id: z.string() });
const sentMessage = z.looseObject({
  message_id: z.number(),
  photo: z.array(sentFile).optional(),
  voice: sentFile.optional(),
  audio: sentFile.optional(),
  document: sentFile.optional(),
});

/** Telegram's own id of the file in a sent message, which any later send may use; null when it names none. */
export function fileIdOf(sent: unknown): string | null {
  const read = sentMessage.safeParse(sent);
  if (!read.success) return null;
  const { photo, voice, audio, document } = read.data;
  return (photo?.at(-1) ?? voice ?? audio ?? document)?.file_id ?? null;
}

/**
 * Downloads what getFile located.
 * @throws FetchError
 */
export async function download(
  answer: unknown,
  settings: { apiRoot: string; token: string; agent: HttpAgent; signal: AbortSignal },
): Promise<FetchedFile> {
  const found = located.safeParse(answer);
  if (!found.success) throw new FetchError("retry", "getFile gave no path");
  const { file_path: path, file_size: size } = found.data;
  if (size !== undefined && size > MAX_DOWNLOAD) throw new FetchError("too_large", "too large");
  const url = `${settings.apiRoot}/file/bot${settings.token}/${path}`;
  const response = await open(url, settings).catch(() => {
    throw new FetchError("retry", "no answer");
  });
  if (response.statusCode !== 200) {
    response.resume();
    const isGone = response.statusCode === 404 || response.statusCode === 400;
    throw new FetchError(isGone ? "gone" : "retry", `answered ${response.statusCode ?? 0}`);
  }
  const bytes = await readAll(response);
  return { bytes, mime: TYPES[path.split(".").at(-1)?.toLowerCase() ?? ""] ?? null, name: null };
}

function open(
  url: string,
  { agent, signal }: { agent: HttpAgent; signal: AbortSignal },
): Promise<IncomingMessage> {
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    request(url, { agent, signal }, resolve).on("error", reject).end();
  });
}

async function readAll(response: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of response) {
      parts.push(part as Buffer);
      length += (part as Buffer).length;
      if (length > MAX_DOWNLOAD) break;
    }
  } catch {
    throw new FetchError("retry", "the download broke off");
  }
  if (length > MAX_DOWNLOAD) throw new FetchError("too_large", "too large");
  return Buffer.concat(parts, length);
}

/** Types by the endings that Telegram gives its files. */
const TYPES: Record<string, string> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  gif: "image/gif",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  mp4: "video/mp4",
  pdf: "application/pdf",
};
