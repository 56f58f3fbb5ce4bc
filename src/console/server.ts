import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastify, { type FastifyInstance } from "fastify";
import { isLoopback, type Config } from "../config.ts";
import { OperatorError } from "../core/errors.ts";
import type { Clock } from "../core/clock.ts";
import type { Store } from "../store/connection.ts";
import type { SimulatorChannel } from "../channels/simulator/simulator.ts";
import { broadcastRoutes } from "./broadcasts/routes.tsx";
import { chatRoutes, type ChatTools } from "./chat/routes.ts";
import { homeRoutes } from "./home.tsx";
import { trainingRoutes } from "./trainings.tsx";
import { openGate } from "./gate.ts";
import { publicFiles } from "./public.ts";
import type { Readiness } from "./readiness.ts";
import { whatsappRoutes, type WhatsAppDesk } from "./whatsapp.tsx";
import { signedWebhookRoute, type SignedWebhook } from "./signed-webhook.ts";

export interface ConsoleTools {
  config: Config;
  root: string;
  store: Store;
  clock: Clock;
  simulator: SimulatorChannel;
  author: ChatTools["author"];
  /** Where Telegram posts its updates; null when it is polled or off. */
  webhook: {
    path: string;
    accept(secret: string | undefined, body: unknown): Promise<number>;
  } | null;
  /** Null where WhatsApp is off. */
  whatsapp: WhatsAppDesk | null;
  /** Where WhatsApp's Cloud API posts; null when it is off. */
  signedWebhook: SignedWebhook | null;
  readiness(): Promise<Readiness>;
  metrics(): Promise<{ text: string; contentType: string }>;
  trouble: (where: string, error: unknown) => void;
}

export interface Console {
  url: string;
  /** A link that signs in once. */
  newSignInUrl(): Promise<string>;
  close(): Promise<void>;
}

/** Longest request body; Telegram's updates are far smaller. */
const BODY_LIMIT = 512 * 1024;

/** Seconds after which Telegram should try again when we could not store. */
const RETRY_AFTER_S = 5;

/** Opens the web server: health, Telegram's webhook, the simulator and the console. */
export async function openConsole(tools: ConsoleTools): Promise<Console> {
  const server = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) tools.trouble("web", error);
    return reply
      .status(status)
      .send({ error: status >= 500 ? "Something failed here; please try again." : error.message });
  });
  healthRoutes(server, tools);
  if (tools.webhook !== null) webhookRoute(server, tools.webhook, tools.trouble);
  if (tools.signedWebhook !== null) signedWebhookRoute(server, tools.signedWebhook, tools.trouble);
  const gate = openGate(tools.store, tools.clock, isLoopback(tools.config.host));
  await server.register(async (pages) => {
    await pages.register(cookie);
    await pages.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", "data:"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: false,
    });
    await pages.register(rateLimit, { max: 1200, timeWindow: "1 minute" });
    publicFiles(pages, tools.root);
    homeRoutes(pages, { ...tools, gate });
    whatsappRoutes(pages, { ...tools, gate });
    trainingRoutes(pages, { ...tools, gate });
    chatRoutes(pages, { ...tools, gate });
    const { store, clock, config } = tools;
    await broadcastRoutes(pages, { store, clock, gate, rates: config.pace });
  });
  await listen(server, tools.config);
  const address = server.server.address();
  const port = typeof address === "object" && address !== null ? address.port : tools.config.port;
  const url = tools.config.publicUrl ?? `http://${tools.config.host}:${port}`;
  return {
    url,
    newSignInUrl: async () => `${url}/sign-in?key=${await gate.newLink()}`,
    close: () => server.close(),
  };
}

async function listen(server: FastifyInstance, config: Config): Promise<void> {
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === "EADDRINUSE") {
      throw new OperatorError(
        `Port ${config.port} is in use already. Is the service running? Otherwise set PORT to another number.`,
      );
    }
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      throw new OperatorError(`HOST ${config.host} is no address of this machine.`);
    throw error;
  }
}

function healthRoutes(server: FastifyInstance, tools: ConsoleTools): void {
  server.get("/healthz", () => ({ status: "ok" }));
  server.get("/readyz", async (_request, reply) => {
    const readiness = await tools.readiness();
    const well = readiness.database && readiness.redis && readiness.migrations;
    return reply
      .status(well ? 200 : 503)
      .send({ status: well ? "ready" : "not ready", ...readiness });
  });
  server.get("/metrics", async (_request, reply) => {
    const { text, contentType } = await tools.metrics();
    return reply.type(contentType).send(text);
  });
}

function webhookRoute(
  server: FastifyInstance,
  webhook: NonNullable<ConsoleTools["webhook"]>,
  trouble: ConsoleTools["trouble"],
): void {
  server.post(webhook.path, async (request, reply) => {
    const secret = request.headers["x-telegram-bot-api-secret-token"];
    try {
      const status = await webhook.accept(
        typeof secret === "string" ? secret : undefined,
        request.body,
      );
      return await reply.status(status).send();
    } catch (error) {
      // Not stored: Telegram keeps the update and comes again.
      trouble("webhook", error);
      return reply.status(503).header("retry-after", String(RETRY_AFTER_S)).send();
    }
  });
}
