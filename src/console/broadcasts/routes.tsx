import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { confirmBroadcast } from "../../broadcast/confirm.ts";
import { readContent, textFor } from "../../broadcast/content.ts";
import { CONTROL_NAMES, controlBroadcast, resendFailed } from "../../broadcast/control.ts";
import type { Rates } from "../../broadcast/estimate.ts";
import { preview } from "../../broadcast/preview.ts";
import { reasonsOf, recipientsIn } from "../../broadcast/recipient-list.ts";
import { savedAudiences } from "../../broadcast/saved.ts";
import { broadcastProgress, contentOf, newestBroadcasts } from "../../broadcast/status.ts";
import type { Clock } from "../../core/clock.ts";
import { OperatorError } from "../../core/errors.ts";
import type { Connection, Store } from "../../store/connection.ts";
import { RECIPIENT_STATES } from "../../store/fates.ts";
import type { Gate } from "../gate.ts";
import { document } from "../page.tsx";
import { Detail, type DetailView } from "./detail.tsx";
import { draftFrom, writtenIn, type Written } from "./draft.ts";
import { List } from "./list.tsx";
import { New } from "./new.tsx";

export interface BroadcastPages {
  store: Store;
  clock: Clock;
  gate: Gate;
  rates: Rates;
}

/** Recipients shown at a time. */
const PAGE = 50;

/** While a broadcast runs its page is loaded anew after so many seconds. */
const REFRESH_S = 5;

type Body = Record<string, unknown>;
interface One {
  Params: { id: string };
  Querystring: { state?: unknown; from?: unknown };
}

/** The pages of broadcasts, for whoever is signed in. */
export async function broadcastRoutes(
  server: FastifyInstance,
  tools: BroadcastPages,
): Promise<void> {
  await server.register((pages) => {
    pages.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string" },
      (_request, body, done) => {
        done(null, Object.fromEntries(new URLSearchParams(String(body))));
      },
    );
    pages.addHook("preHandler", (request, reply) => guard(tools.gate, request, reply));
    showRoutes(pages, tools);
    newRoutes(pages, tools);
    controlRoutes(pages, tools);
    return Promise.resolve();
  });
}

/** Lets in whoever is signed in, and of forms only those of this session's own pages. */
async function guard(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!(await gate.signedIn(request))) return void reply.redirect("/");
  const { token } = (request.body ?? {}) as Body;
  if (request.method === "POST" && !gate.sentHere(request, token))
    return void reply
      .status(403)
      .type("text/html")
      .send(
        document(
          "Envíos",
          <p class="card problem">Esta página es vieja. Vuelva a abrirla y repita lo que hizo.</p>,
          "/broadcasts",
        ),
      );
}

function showRoutes(pages: FastifyInstance, { store, clock, gate, rates }: BroadcastPages): void {
  pages.get("/broadcasts", async (_request, reply) => {
    const broadcasts = await store.read(newestBroadcasts);
    return page(reply, document("Envíos", <List broadcasts={broadcasts} />, "/broadcasts"));
  });
  pages.get<One>("/broadcasts/:id", async (request, reply) => {
    const view = await store
      .read((one) => detailOf(one, request, rates, clock.now()))
      .catch(missing);
    if (view === null) return reply.redirect("/broadcasts");
    const isMoving = ["scheduled", "running"].includes(view.progress.state);
    const body = <Detail {...view} token={gate.formToken(request)} problem={null} />;
    return page(reply, document("Envío", body, "/broadcasts", isMoving ? REFRESH_S : null));
  });
}

async function detailOf(
  connection: Connection,
  request: FastifyRequest<One>,
  rates: Rates,
  now: Date,
): Promise<Omit<DetailView, "token" | "problem">> {
  const { id } = request.params;
  const progress = await broadcastProgress(connection, id, rates, now);
  const present = RECIPIENT_STATES.filter((state) => progress.totals[state] > 0);
  const { state, from } = request.query;
  const shown = RECIPIENT_STATES.find((one) => one === state) ?? present[0] ?? "queued";
  const offset = Math.max(0, Math.trunc(Number(from ?? 0)) || 0);
  const recipients = await recipientsIn(connection, id, shown, PAGE, offset);
  const content = readContent(await contentOf(connection, id));
  const following = `/broadcasts/${id}?state=${shown}&from=${offset + PAGE}`;
  return {
    progress,
    text: content.kind === "flow" ? content.flow : textFor(content.texts, "es", "{name}"),
    reasons: await reasonsOf(connection, id),
    shown,
    recipients,
    next: recipients.length === PAGE ? following : null,
  };
}

function newRoutes(pages: FastifyInstance, { store, clock, gate, rates }: BroadcastPages): void {
  async function form(
    request: FastifyRequest,
    reply: FastifyReply,
    written: Written,
    shown: Pick<Parameters<typeof New>[0], "problem" | "preview">,
  ): Promise<FastifyReply> {
    const saved = await store.read(savedAudiences);
    const view = { written, saved, token: gate.formToken(request), ...shown };
    return page(reply, document("Nuevo envío", <New {...view} />, "/broadcasts"));
  }
  pages.get("/broadcasts/new", (request, reply) =>
    form(request, reply, { to: "role=producer" }, { problem: null, preview: null }),
  );
  pages.post<{ Body: Body }>("/broadcasts/preview", async (request, reply) => {
    const written = writtenIn(request.body);
    try {
      const now = clock.now();
      const draft = draftFrom(written, now);
      const shown = await store.read((connection) => preview(connection, draft, rates, now));
      return await form(request, reply, written, { problem: null, preview: shown });
    } catch (error) {
      return form(request, reply.status(422), written, {
        problem: problemOf(error),
        preview: null,
      });
    }
  });
  pages.post<{ Body: Body }>("/broadcasts", async (request, reply) => {
    const written = writtenIn(request.body);
    try {
      const now = clock.now();
      const { id } = await confirmBroadcast(store, draftFrom(written, now), null, now);
      return await reply.redirect(`/broadcasts/${id}`, 303);
    } catch (error) {
      return form(request, reply.status(422), written, {
        problem: problemOf(error),
        preview: null,
      });
    }
  });
}

function controlRoutes(pages: FastifyInstance, tools: BroadcastPages): void {
  const { store, clock, gate, rates } = tools;
  for (const control of [...CONTROL_NAMES, "resend"] as const)
    pages.post<One & { Body: Body }>(`/broadcasts/:id/${control}`, async (request, reply) => {
      const { id } = request.params;
      const { by } = request.body;
      const who = typeof by === "string" && by.trim() !== "" ? by.trim() : "consola";
      try {
        if (control === "resend") {
          const fresh = await resendFailed(store, id, who, clock.now());
          return await reply.redirect(`/broadcasts/${fresh.id}`, 303);
        }
        await controlBroadcast(store, id, control, who, clock.now());
        return await reply.redirect(`/broadcasts/${id}`, 303);
      } catch (error) {
        const problem = problemOf(error);
        const view = await store
          .read((one) => detailOf(one, request, rates, clock.now()))
          .catch(missing);
        if (view === null) return reply.redirect("/broadcasts", 303);
        const body = <Detail {...view} token={gate.formToken(request)} problem={problem} />;
        return page(reply.status(409), document("Envío", body, "/broadcasts"));
      }
    });
}

function page(reply: FastifyReply, text: string): FastifyReply {
  return reply.type("text/html").send(text);
}

/** What an operator can mend; everything else is a failure of ours. */
function problemOf(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  throw error;
}

function missing(error: unknown): null {
  if (error instanceof OperatorError) return null;
  throw error;
}
