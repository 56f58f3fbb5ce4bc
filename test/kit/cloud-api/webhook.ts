import { createHmac } from "node:crypto";
import { request } from "node:http";

/** Tries of a call that is not answered with 200; Meta goes on for days. */
const TRIES = 60;
const PAUSE_MS = 100;

/** As Meta writes JSON: letters beyond ASCII and slashes escaped. */
export function writeBody(body: unknown): Buffer {
  const escaped = JSON.stringify(body)
    .replaceAll(
      /[\u0080-\uffff]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
    )
    .replaceAll("/", "\\/");
  return Buffer.from(escaped);
}

/** The signature of these bytes. */
export function signatureOf(body: Buffer, appSecret: string): string {
  return `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
}

/** Posts bytes to the webhook; the status of the answer, 0 for none. */
export function postOnce(
  url: string,
  body: Buffer,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve) => {
    const call = request(
      url,
      { method: "POST", headers: { "content-type": "application/json", ...headers } },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      },
    );
    call.on("error", () => resolve(0));
    call.end(body);
  });
}

/** Posts until it is taken; the service may come back at another address meanwhile. */
export async function post(url: () => string, body: Buffer, appSecret: string): Promise<void> {
  const headers = { "x-hub-signature-256": signatureOf(body, appSecret) };
  for (let tries = 0; tries < TRIES; tries++) {
    if ((await postOnce(url(), body, headers)) === 200) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error("the webhook did not take a call");
}
