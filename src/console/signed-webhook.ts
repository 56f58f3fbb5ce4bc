import type { FastifyInstance } from "fastify";

/** A webhook whose calls are signed over their very bytes. */
export interface SignedWebhook {
  path: string;
  /** The challenge to answer with; null when somebody else asks. */
  verify(query: Readonly<Record<string, unknown>>): string | null;
  accept(signature: string | undefined, body: Buffer): Promise<number>;
}

/** Longest body; Meta sends up to 3 MB. */
const BODY_LIMIT = 3 * 1024 * 1024;

/** Seconds after which the call should come again when we could not store. */
const RETRY_AFTER_S = 5;

/** Answers Meta's verification and takes its calls as raw bytes. */
export function signedWebhookRoute(
  server: FastifyInstance,
  webhook: SignedWebhook,
  trouble: (where: string, error: unknown) => void,
): void {
  server.get<{ Querystring: Record<string, unknown> }>(webhook.path, async (request, reply) => {
    const challenge = webhook.verify(request.query);
    return challenge === null
      ? reply.status(403).send({ error: "The verify token is not ours." })
      : reply.type("text/plain").send(challenge);
  });
  void server.register((raw, _options, done) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, parsed) =>
      parsed(null, body),
    );
    raw.post(webhook.path, { bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const signature = request.headers["x-hub-signature-256"];
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      try {
        const given = typeof signature === "string" ? signature : undefined;
        return await reply.status(await webhook.accept(given, body)).send();
      } catch (error) {
        // Not stored: WhatsApp keeps it and comes again.
        trouble("webhook", error);
        return reply.status(503).header("retry-after", String(RETRY_AFTER_S)).send();
      }
    });
    done();
  });
}
