import { createHash } from "node:crypto";
import { downloadContentFromMessage } from "@whiskeysockets/baileys";
import { z } from "zod";
import type { FetchedFile } from "../../core/channel.ts";
import { FetchError } from "../../core/errors.ts";

/** What is kept of a media message, so that its file can be fetched. */
const handle = z.object({
  /** The library's name of the kind, from which its keys are derived. */
  type: z.enum(["image", "audio", "video", "document"]),
  url: z.string().nullable(),
  directPath: z.string().nullable(),
  /** Base64. */
  mediaKey: z.string(),
  /** SHA-256 of the file, base64; empty when the sender did not tell. */
  sha256: z.string(),
  mime: z.string(),
  name: z.string().nullable(),
});
export type MediaHandle = z.infer<typeof handle>;

/** More is not held in memory, whatever a sender says of its size. */
const MOST_BYTES = 40 * 1024 * 1024;

/** Names a file for `fetchMedia`. */
export function writeHandle(media: MediaHandle): string {
  return JSON.stringify(media);
}

/**
 * Downloads and opens a file by what its message said; the library checks nothing, so its hash is checked here.
 * @throws FetchError
 */
export async function fetchMedia(file: string): Promise<FetchedFile> {
  const media = readHandle(file);
  const parts: Buffer[] = [];
  let length = 0;
  try {
    const stream = await downloadContentFromMessage(
      {
        url: media.url,
        directPath: media.directPath,
        mediaKey: Buffer.from(media.mediaKey, "base64"),
      },
      media.type,
    );
    for await (const part of stream) {
      length += (part as Buffer).length;
      if (length > MOST_BYTES) throw new FetchError("too_large", "too large");
      parts.push(part as Buffer);
    }
  } catch (error) {
    throw toFetchError(error);
  }
  const bytes = Buffer.concat(parts, length);
  const digest = createHash("sha256").update(bytes).digest("base64");
  if (media.sha256 !== "" && digest !== media.sha256)
    throw new FetchError("gone", "it is not what was sent");
  return { bytes, mime: media.mime, name: media.name };
}

function readHandle(file: string): MediaHandle {
  const parsed = handle.safeParse(file === "" ? null : JSON.parse(file));
  if (!parsed.success) throw new FetchError("gone", "there is no file");
  return parsed.data;
}

function toFetchError(error: unknown): FetchError {
  if (error instanceof FetchError) return error;
  const { output } = (error ?? {}) as { output?: { statusCode?: number } };
  const code = output?.statusCode;
  return code === 404 || code === 410
    ? new FetchError("gone", "WhatsApp does not keep it any more")
    : new FetchError("retry", "the download failed");
}
