import { createDecipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getMediaKeys, type MediaType } from "@whiskeysockets/baileys";

const here = join(process.cwd(), "test", "kit", "whatsapp-server");

/** For `NODE_EXTRA_CA_CERTS` of whoever uploads here: the library insists on https. */
export const MEDIA_CERTIFICATE = join(here, "media.cert.pem");

/** Where clients put pictures and files, encrypted, and get them. */
export interface MediaServer {
  /** Host and port. */
  host: string;
  /** What was put there, decrypted. */
  opened(directPath: string, mediaKey: Uint8Array, type: MediaType): Promise<Buffer>;
  /** Puts something there as an app does; gives its path. */
  put(path: string, encrypted: Buffer): void;
  stop(): Promise<void>;
}

const MAC_LENGTH = 10;

export async function startMediaServer(): Promise<MediaServer> {
  const kept = new Map<string, Buffer>();
  const server = createServer(
    {
      key: readFileSync(join(here, "media.key.pem")),
      cert: readFileSync(MEDIA_CERTIFICATE),
    },
    (request, response) => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      if (request.method === "GET") {
        const found = kept.get(path);
        response.writeHead(found === undefined ? 404 : 200).end(found);
        return;
      }
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        kept.set(path, Buffer.concat(parts));
        const url = `https://${host}${path}`;
        response.end(JSON.stringify({ url, direct_path: path }));
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    async opened(directPath, mediaKey, type) {
      const encrypted = kept.get(directPath);
      if (encrypted === undefined) throw new Error("nothing was put there");
      const { iv, cipherKey } = await getMediaKeys(mediaKey, type);
      const decipher = createDecipheriv("aes-256-cbc", cipherKey, iv);
      const end = encrypted.length - MAC_LENGTH;
      return Buffer.concat([decipher.update(encrypted.subarray(0, end)), decipher.final()]);
    },
    put: (path, encrypted) => kept.set(path, encrypted),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
