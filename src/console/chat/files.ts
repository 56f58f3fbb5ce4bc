import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { SimulatorRow } from "../../channels/simulator/history.ts";
import type { SimulatorChannel } from "../../channels/simulator/simulator.ts";
import { address, messageId, read, sameOrigin } from "./asked.ts";
import { MAX_UPLOAD, type ChatMessage } from "./protocol.ts";

const sent = z.object({
  address,
  id: messageId,
  text: z.string().max(1024).default(""),
  name: z.string().max(120).default(""),
});

/** Types that a browser shows in the page; whatever else comes is only saved. */
const SHOWN = /^(image\/(png|jpeg|webp|gif)|audio\/[\w.+-]+|video\/(mp4|webm))$/;

/** Files that the person sends and gets. */
export function fileRoutes(
  server: FastifyInstance,
  tools: { simulator: SimulatorChannel },
  guarded: { preHandler: (request: FastifyRequest, reply: FastifyReply) => Promise<void> },
): void {
  server.get("/chat/files/:id", guarded, async (request, reply) => {
    const { id } = read(z.object({ id: z.string().max(80) }), request.params);
    const file = await tools.simulator.file(id);
    if (file === null) return reply.status(404).send({ error: "no such file" });
    const mime = file.mime.split(";")[0] ?? "";
    const isShown = SHOWN.test(mime);
    return reply
      .type(isShown ? mime : "application/octet-stream")
      .header("content-disposition", isShown ? "inline" : `attachment; ${fileName(file.name)}`)
      .header("cache-control", "private, max-age=31536000, immutable")
      .send(Buffer.from(file.bytes));
  });
  void server.register((upload, _options, done) => {
    upload.removeAllContentTypeParsers();
    upload.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, parsed) =>
      parsed(null, body),
    );
    upload.post("/chat/files", { ...guarded, bodyLimit: MAX_UPLOAD }, async (request, reply) => {
      sameOrigin(request);
      const { name, ...message } = read(sent, request.query);
      const bytes = read(z.instanceof(Buffer), request.body);
      const mime = request.headers["content-type"] ?? "";
      const file = { bytes, mime, name };
      const seq = await tools.simulator.write({ ...message, press: null, file });
      return reply.status(202).send({ seq });
    });
    done();
  });
}

/** Where the page finds what goes with a message. */
export function filesOf(row: SimulatorRow): Pick<ChatMessage, "picture" | "audio" | "document"> {
  const source = row.hasFile ? `/chat/files/${row.id}` : null;
  const { kind = "picture", name = "" } = row.content.file ?? {};
  const isSaved = kind === "document" || kind === "video";
  return {
    picture: kind === "picture" ? source : null,
    audio: kind === "voice" || kind === "audio" ? source : null,
    document: isSaved && source !== null ? { source, name: name === "" ? kind : name } : null,
  };
}

/** A name for saving, safe in a header whatever letters it has (RFC 6266). */
function fileName(name: string): string {
  return `filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, "_")}`;
}
