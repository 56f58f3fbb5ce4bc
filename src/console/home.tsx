import type { FastifyInstance } from "fastify";
import type { ComponentChildren } from "preact";
import type { Clock } from "../core/clock.ts";
import { limaDay } from "../core/lima.ts";
import type { Store } from "../store/connection.ts";
import { bytesOf, fileOf } from "../store/files.ts";
import { sendFile } from "./send-file.ts";
import { document, SignIn, writeDay, writeInstant } from "./page.tsx";
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
    // Opened again in the browser it was meant for: there is nothing left to do.
    if (await tools.gate.signedIn(request)) return reply.redirect("/");
    return reply
      .status(401)
      .type("text/html")
      .send(document("Entrar", <SignIn used />));
  });
  server.get<{ Params: { id: string } }>("/files/:id", async (request, reply) => {
    if (!(await tools.gate.signedIn(request))) return reply.status(401).send();
    const { id } = request.params;
    const found = await tools.store.read(async (connection) => ({
      file: await fileOf(connection, id),
      bytes: await bytesOf(connection, id),
    }));
    return found.file === null || found.bytes === null
      ? reply.status(404).send()
      : sendFile(reply, { ...found.file, bytes: found.bytes });
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

function Home({ overview, readiness }: { overview: Overview; readiness: Readiness }) {
  const { reported, families } = overview;
  return (
    <>
      <h1>{writeDay(overview.day)}</h1>
      <dl class="figures">
        <Figure name="Familias que reportaron" value={`${reported} de ${families}`}>
          <progress
            value={reported}
            max={Math.max(families, 1)}
            aria-label="Familias que reportaron"
          />
        </Figure>
        <Figure name="Litros de hoy" value={overview.litres} />
        <Figure name="Por ver con un técnico" value={String(overview.openTickets)} />
        <Figure name="Mensajes apartados" value={String(overview.setAside)} />
      </dl>
      <h2>Por ver</h2>
      <Tickets overview={overview} />
      <div class="beside">
        <section>
          <h2>Envíos</h2>
          <ul class="card lines">
            {overview.outbox.length === 0 && <li class="soft">Nada espera y nada falló.</li>}
            {overview.outbox.map((one) => (
              <li key={one.state}>
                <span>{STATES[one.state] ?? one.state}</span>
                <b>{one.count}</b>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h2>Canales</h2>
          <ul class="card lines">
            {Object.entries(readiness.channels).map(([name, channel]) => (
              <li key={name}>
                <span>{CHANNELS[name] ?? name}</span>
                <b class={channel.ready ? "well" : "unwell"}>
                  {channel.ready ? "en línea" : "sin conexión"}
                </b>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}

/** A table; on a phone, one card for each ticket. */
function Tickets({ overview }: { overview: Overview }) {
  const { tickets, openTickets } = overview;
  if (tickets.length === 0) {
    return (
      <p class="card soft">
        Nadie espera una respuesta. Cuando alguien pida hablar con una persona, aparecerá aquí.
      </p>
    );
  }
  return (
    <>
      <table class="card">
        <thead>
          <tr>
            <th>Cuándo</th>
            <th>Quién</th>
            <th>Por qué</th>
            <th>Qué escribió</th>
          </tr>
        </thead>
        <tbody>
          {tickets.map((ticket) => (
            <tr key={ticket.id}>
              <td class="when">
                <time dateTime={ticket.at.toISOString()}>{writeInstant(ticket.at)}</time>
              </td>
              <td class="who">{ticket.who}</td>
              <td>{REASONS[ticket.reason] ?? ticket.reason}</td>
              <td class="words">
                {ticket.words ?? (ticket.file === null ? "–" : "")}
                {ticket.file !== null && <SentFile file={ticket.file} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {openTickets > tickets.length && (
        <p class="soft">
          Se muestran los {tickets.length} más recientes de {openTickets}.
        </p>
      )}
    </>
  );
}

/** What somebody sent: to look at, to hear, or to save. */
function SentFile({ file }: { file: NonNullable<Overview["tickets"][number]["file"]> }) {
  if (file.state === "expected") return <span class="soft">El archivo está en camino.</span>;
  if (file.state === "lost") return <span class="soft">El archivo no se pudo recibir.</span>;
  const source = `/files/${file.id}`;
  if (file.mime.startsWith("image/"))
    return (
      <a href={source} target="_blank">
        <img class="sent" src={source} alt="Foto que envió" loading="lazy" />
      </a>
    );
  if (file.mime.startsWith("audio/")) return <audio controls preload="none" src={source} />;
  return <a href={source}>{file.name === "" ? "Abrir el archivo" : file.name}</a>;
}

function Figure(props: { name: string; value: string; children?: ComponentChildren }) {
  return (
    <div class="card">
      <dt>{props.name}</dt>
      <dd>
        {props.value}
        {props.children}
      </dd>
    </div>
  );
}

const CHANNELS: Record<string, string> = {
  simulator: "Chat de prueba",
  telegram: "Telegram",
  whatsapp: "WhatsApp",
  whatsapp_cloud: "WhatsApp oficial",
};

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
  sent_file: "Envió una foto, audio o documento",
};
