import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { SimulatorRow } from "../../channels/simulator/history.ts";
import type { SimulatorChannel } from "../../channels/simulator/simulator.ts";
import { sendFile } from "../send-file.ts";
import { address, messageId, read, sameOrigin } from "./asked.ts";
import { MAX_UPLOAD, type ChatMessage } from "./protocol.ts";

const sent = z.object({
  address,
  id: messageId,
  text: z.string().max(1024).default(""),
  name: z.string().max(120).default(""),
});

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
    return sendFile(reply, file);
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
