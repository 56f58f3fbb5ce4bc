import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { FastifyInstance } from "fastify";

const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** The few files pages load, read once at start: a closed list, so that no path can lead elsewhere. */
const FILES = ["chat.js", "chat.css", "chat-icon.svg", "chat.webmanifest", "console.css"];

/** Serves the built files of the pages under `/public/`. */
export function publicFiles(server: FastifyInstance, root: string): void {
  for (const name of FILES) {
    const path = join(root, "dist", "public", name);
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    server.get(`/public/${name}`, (_request, reply) =>
      reply
        .type(TYPES[extname(name)] ?? "application/octet-stream")
        .header("cache-control", "no-cache")
        .send(bytes),
    );
  }
}
