import type { FastifyInstance } from "fastify";
import { renderToString } from "preact-render-to-string";
import type { ComponentChildren } from "preact";
import type { Clock } from "../core/clock.ts";
import { limaDay } from "../core/lima.ts";
import type { Store } from "../store/connection.ts";
import { readOverview, type Overview } from "./overview.ts";
import type { Readiness } from "./readiness.ts";
import type { Gate } from "./gate.ts";

export interface HomeTools {
  store: Store;
  clock: Clock;
  gate: Gate;
  readiness(): Promise<Readiness>;
}

/** The console's first page and the way in. */
export function homeRoutes(server: FastifyInstance, tools: HomeTools): void {
  server.get<{ Querystring: { key?: unknown } }>("/sign-in", async (request, reply) => {
    const secure = request.protocol === "https";
    const { key } = request.query;
    if (typeof key === "string" && (await tools.gate.signIn(key, reply, secure)))
      return reply.redirect("/");
    return reply
      .status(401)
      .type("text/html")
      .send(document("Entrar", <SignIn used />));
  });
  server.get("/", async (request, reply) => {
    reply.type("text/html");
    if (!(await tools.gate.signedIn(request)))
      return reply.status(401).send(document("Entrar", <SignIn used={false} />));
    const overview = await readOverview(tools.store, limaDay(tools.clock.now()));
    return reply.send(
      document("Hoy", <Home overview={overview} readiness={await tools.readiness()} />),
    );
  });
}

function document(title: string, body: ComponentChildren): string {
  return `<!doctype html>${renderToString(
    <html lang="es">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Kallpanchis`}</title>
        <link rel="icon" type="image/svg+xml" href="/public/chat-icon.svg" />
        <link rel="stylesheet" href="/public/console.css" />
      </head>
      <body>
        <header>
          <strong>Kallpanchis</strong>
          <nav>
            <a href="/">Hoy</a>
            <a href="/chat">Chat de prueba</a>
          </nav>
        </header>
        <main>{body}</main>
      </body>
    </html>,
  )}`;
}

function SignIn({ used }: { used: boolean }) {
  return (
    <section>
      <h1>{used ? "Este enlace ya no sirve" : "Entre con su enlace"}</h1>
      <p>
        Cada enlace de entrada sirve una sola vez y dura un día. El servicio escribe uno nuevo cada
        vez que arranca: búsquelo en su terminal, en la línea que empieza con <code>Console</code>.
      </p>
    </section>
  );
}

function Home({ overview, readiness }: { overview: Overview; readiness: Readiness }) {
  return (
    <>
      <h1>Hoy, {overview.day}</h1>
      <dl class="figures">
        <Figure
          name="Familias que reportaron"
          value={`${overview.reported} de ${overview.families}`}
        />
        <Figure name="Litros de hoy" value={overview.litres} />
        <Figure name="Por ver con un técnico" value={String(overview.openTickets)} />
        <Figure name="Mensajes apartados" value={String(overview.setAside)} />
      </dl>
      <h2>Por ver</h2>
      {overview.tickets.length === 0 ? (
        <p class="empty">
          Nadie espera una respuesta. Cuando alguien pida hablar con una persona, aparecerá aquí.
        </p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>Cuándo</th>
              <th>Quién</th>
              <th>Por qué</th>
              <th>Qué escribió</th>
            </tr>
          </thead>
          <tbody>
            {overview.tickets.map((ticket) => (
              <tr key={ticket.id}>
                <td>{ticket.at}</td>
                <td>{ticket.who}</td>
                <td>{REASONS[ticket.reason] ?? ticket.reason}</td>
                <td>{ticket.words ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h2>Envíos</h2>
      {overview.outbox.length === 0 ? (
        <p class="empty">Todavía no se envió nada.</p>
      ) : (
        <ul>
          {overview.outbox.map((one) => (
            <li key={one.state}>
              {STATES[one.state] ?? one.state}: {one.count}
            </li>
          ))}
        </ul>
      )}
      <h2>Canales</h2>
      <ul>
        {Object.entries(readiness.channels).map(([name, channel]) => (
          <li key={name}>
            {name}: {channel.ready ? "en línea" : "sin conexión"}
          </li>
        ))}
      </ul>
    </>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const STATES: Record<string, string> = {
  queued: "Por enviar",
  sending: "Enviándose",
  sent: "Enviados",
  failed: "No se pudo enviar",
  unknown: "No se sabe si llegó",
  expired: "Ya no hacía falta",
};

const REASONS: Record<string, string> = {
  asked_for_person: "Pidió hablar con una persona",
  question: "Hizo una pregunta",
  report_unclear: "No se entendió su reporte",
  correction_unclear: "No se entendió su corrección",
  far_above: "Cantidad muy alta, confirmada",
  message_failed: "Su mensaje no se pudo atender",
};
