import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { address, messageId, read, sameOrigin } from "./asked.ts";
import { fileRoutes, filesOf } from "./files.ts";
import type { SimulatorChannel, SimulatorEvent } from "../../channels/simulator/simulator.ts";
import type { SimulatorRow } from "../../channels/simulator/history.ts";
import type { Store } from "../../store/connection.ts";
import type { Gate } from "../gate.ts";
import { chatPage } from "./page.tsx";
import type {
  AuthorAnswer,
  ChatMessage,
  ChatPerson,
  ConversationAnswer,
  PeopleAnswer,
  Ticks,
} from "./protocol.ts";

export interface ChatTools {
  store: Store;
  simulator: SimulatorChannel;
  gate: Gate;
  author: {
    view(address: string): Promise<AuthorAnswer>;
    setDraft(address: string, draft: boolean): void;
  };
  trouble(where: string, error: unknown): void;
}

const PAGE = 50;
/** Keeps proxies from closing a quiet stream. */
const HEARTBEAT_MS = 15_000;

const posted = z.object({
  address,
  id: messageId,
  text: z.string().max(20_000).optional(),
  press: z
    .object({ question: z.string().max(64), value: z.string().max(64), label: z.string().max(200) })
    .optional(),
});
const place = z.coerce.number().int().min(0);

/** The simulator's page and what it speaks with. */
export function chatRoutes(server: FastifyInstance, tools: ChatTools): void {
  const guarded = {
    preHandler: (request: FastifyRequest, reply: FastifyReply) => guard(tools.gate, request, reply),
  };
  server.get("/chat", async (request, reply) => {
    // The console's first page says how to come in.
    if (!(await tools.gate.mayChat(request))) return reply.redirect("/");
    return reply
      .type("text/html")
      .send(chatPage({ names: { service: "Kallpanchis", place: "Chat de prueba" } }));
  });
  server.get("/chat/people", guarded, async (): Promise<PeopleAnswer> => ({
    people: await demonstrationPeople(tools.store),
  }));
  server.get("/chat/conversation", guarded, async (request): Promise<ConversationAnswer> => {
    const query = read(z.object({ address, before: place.optional() }), request.query);
    const rows = await tools.simulator.history(query.address, query.before ?? null, PAGE + 1);
    return { messages: rows.slice(-PAGE).map(present), more: rows.length > PAGE };
  });
  server.post("/chat/messages", guarded, async (request, reply) => {
    sameOrigin(request);
    const body = read(posted, request.body);
    const text = body.press?.label ?? body.text ?? "";
    const press =
      body.press === undefined ? null : { question: body.press.question, value: body.press.value };
    const message = { id: body.id, address: body.address, text, press, file: null };
    const seq = await tools.simulator.write(message);
    return reply.status(202).send({ seq });
  });
  server.get("/chat/author", guarded, async (request): Promise<AuthorAnswer> => {
    const query = read(z.object({ address }), request.query);
    return tools.author.view(query.address);
  });
  server.post("/chat/author", guarded, async (request): Promise<AuthorAnswer> => {
    sameOrigin(request);
    const body = read(z.object({ address, draft: z.boolean() }), request.body);
    tools.author.setDraft(body.address, body.draft);
    return tools.author.view(body.address);
  });
  fileRoutes(server, tools, guarded);
  server.get("/chat/events", guarded, async (request, reply) => {
    const query = read(z.object({ address, after: place.default(0) }), request.query);
    await stream(tools, query.address, query.after, reply);
  });
}

async function stream(
  tools: ChatTools,
  who: string,
  after: number,
  reply: FastifyReply,
): Promise<void> {
  reply.hijack();
  const out = reply.raw;
  const gone = new AbortController();
  out.on("close", () => gone.abort());
  out.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  out.write(": here\n\n");
  const heartbeat = setInterval(() => out.write(": still here\n\n"), HEARTBEAT_MS);
  try {
    for await (const event of tools.simulator.follow(who, after, gone.signal)) {
      out.write(`event: ${event.kind}\ndata: ${JSON.stringify(eventData(event))}\n\n`);
    }
  } catch (error) {
    tools.trouble("chat", error);
  } finally {
    clearInterval(heartbeat);
    out.end();
  }
}

function eventData(event: SimulatorEvent): unknown {
  switch (event.kind) {
    case "message":
      return present(event.row);
    case "ticks":
      return { id: pageId(event.id), ticks: event.ticks };
    case "typing":
      return { on: event.on };
  }
}

function present(row: SimulatorRow): ChatMessage {
  return {
    seq: row.seq,
    id: row.direction === "in" ? pageId(row.id) : row.id,
    direction: row.direction,
    text: row.content.text,
    choices: row.content.choices,
    question: row.content.question,
    ...filesOf(row),
    at: row.at.toISOString(),
    ticks: row.direction === "in" ? (row.ticks as Ticks) : null,
  };
}

/** The id the page gave, as the history keeps it with a mark of its own. */
function pageId(id: string): string {
  return id.replace(/^in-/, "");
}

async function demonstrationPeople(store: Store): Promise<ChatPerson[]> {
  return store.read((connection) =>
    connection.query<ChatPerson>(
      `SELECT i.address, p.name, f.name AS family, COALESCE(a.name, '') AS association, p.language
       FROM identity i JOIN person p ON p.id = i.person_id JOIN family f ON f.id = p.family_id
       LEFT JOIN association a ON a.id = f.association_id
       WHERE i.channel = 'simulator' AND f.demonstration ORDER BY f.code, p.name`,
    ),
  );
}

async function guard(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (await gate.mayChat(request)) return;
  await reply
    .status(401)
    .send({ error: "Sign in first with the link that the service printed when it started." });
}
