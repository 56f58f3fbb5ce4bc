import type { FastifyReply } from "fastify";

/** Types that a browser shows in the page; whatever else people send is only saved. */
const SHOWN = /^(image\/(png|jpeg|webp|gif)|audio\/[\w.+-]+|video\/(mp4|webm))$/;

/** Answers with a file that somebody sent: nothing in it can run in our pages. */
export function sendFile(
  reply: FastifyReply,
  file: { bytes: Uint8Array; mime: string; name: string },
): FastifyReply {
  const mime = file.mime.split(";")[0] ?? "";
  const isShown = SHOWN.test(mime);
  return reply
    .type(isShown ? mime : "application/octet-stream")
    .header("content-disposition", isShown ? "inline" : `attachment; ${saveAs(file.name)}`)
    .header("cache-control", "private, max-age=31536000, immutable")
    .send(Buffer.from(file.bytes));
}

/** A name for saving, safe in a header whatever letters it has (RFC 6266). */
function saveAs(name: string): string {
  return `filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, "_")}`;
}
