import type { FastifyInstance } from "fastify";
import type { Clock } from "../core/clock.ts";
import {
  readTraining,
  readTrainings,
  type TrainingLine,
  type TrainingView,
} from "../modules/trainings/overview.ts";
import type { Store } from "../store/connection.ts";
import type { Gate } from "./gate.ts";
import { document, SignIn, writeInstant } from "./page.tsx";

export interface TrainingTools {
  store: Store;
  clock: Clock;
  gate: Gate;
}

/** `/trainings`: what is coming and what was, and the list of each. */
export function trainingRoutes(
  server: FastifyInstance,
  { store, clock, gate }: TrainingTools,
): void {
  server.get("/trainings", async (request, reply) => {
    reply.type("text/html");
    if (!(await gate.signedIn(request)))
      return reply.status(401).send(document("Entrar", <SignIn used={false} />));
    const lines = await store.read((connection) => readTrainings(connection, clock.now()));
    return reply.send(document("Capacitaciones", <Trainings {...lines} />, "/trainings"));
  });
  server.get<{ Params: { id: string } }>("/trainings/:id", async (request, reply) => {
    reply.type("text/html");
    if (!(await gate.signedIn(request)))
      return reply.status(401).send(document("Entrar", <SignIn used={false} />));
    const view = await store.read((connection) => readTraining(connection, request.params.id));
    return view === null
      ? reply.status(404).send(document("No está", <Missing />, "/trainings"))
      : reply.send(document(view.topic, <One view={view} />, "/trainings"));
  });
}

function Trainings({ coming, past }: { coming: TrainingLine[]; past: TrainingLine[] }) {
  return (
    <>
      <h1>Capacitaciones</h1>
      <h2>Las que vienen</h2>
      {coming.length === 0 ? (
        <p class="card soft">
          No hay ninguna anunciada. Quien las organiza escribe en el chat{" "}
          <code>nueva capacitación</code>.
        </p>
      ) : (
        <Lines lines={coming} />
      )}
      <h2>Las que pasaron</h2>
      {past.length === 0 ? (
        <p class="card soft">Todavía ninguna. Aquí quedará quiénes vinieron a cada una.</p>
      ) : (
        <Lines lines={past} />
      )}
    </>
  );
}

/** A table; on a phone, one card for each training. */
function Lines({ lines }: { lines: TrainingLine[] }) {
  return (
    <table class="card">
      <thead>
        <tr>
          <th>Cuándo</th>
          <th>Qué</th>
          <th>Dónde</th>
          <th>Van y esperan</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((one) => (
          <tr key={one.id}>
            <td class="when">
              <time dateTime={one.startsAt.toISOString()}>{writeInstant(one.startsAt)}</time>
            </td>
            <td class="who">
              <a href={`/trainings/${one.id}`}>{one.topic}</a>
              {one.cancelled && <span class="unwell"> · cancelada</span>}
            </td>
            <td>
              {one.place} <span class="soft">· {one.organiser}</span>
            </td>
            <td>
              {one.begun
                ? `Vinieron ${one.attended}, iban ${one.yes}`
                : `${placesOf(one)}${one.waiting > 0 ? `, esperan ${one.waiting}` : ""}`}
              <span class="soft"> · de {one.invited} invitados</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function placesOf({ yes, capacity }: TrainingLine): string {
  return capacity === null ? `Van ${yes}` : `Van ${yes} de ${capacity}`;
}

function One({ view }: { view: TrainingView }) {
  return (
    <>
      <p>
        <a href="/trainings">← Capacitaciones</a>
      </p>
      <h1>{view.topic}</h1>
      <p class="soft">
        {writeInstant(view.startsAt)} · {view.place} · la da {view.host} · organiza {view.organiser}
      </p>
      {view.cancelled && <p class="card unwell">Se canceló y se avisó a quienes iban.</p>}
      <dl class="figures">
        <Figure name="Invitados" value={view.invited} />
        <Figure
          name={view.capacity === null ? "Van" : `Van, de ${view.capacity} lugares`}
          value={view.yes}
        />
        <Figure name="Esperan lugar" value={view.waiting} />
        <Figure name="Vinieron" value={view.attended} />
      </dl>
      <h2>Lista</h2>
      {view.people.length === 0 ? (
        <p class="card soft">Nadie ha respondido todavía.</p>
      ) : (
        <table class="card">
          <thead>
            <tr>
              <th>Quién</th>
              <th>Respuesta</th>
              <th>Comunidad y asociación</th>
              <th>Asistencia</th>
            </tr>
          </thead>
          <tbody>
            {view.people.map((one) => (
              <tr key={one.personId}>
                <td class="who">{one.name}</td>
                <td class="when">{ANSWERS[one.answer ?? ""] ?? "Llegó sin invitación"}</td>
                <td>
                  {[one.community, one.association].filter((part) => part !== null).join(" · ") ||
                    "–"}
                </td>
                <td>
                  {one.attended ? <b class="well">Vino</b> : <span class="soft wide-only">–</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Missing() {
  return (
    <p class="card">
      Esa capacitación no está. <a href="/trainings">Ver todas</a>
    </p>
  );
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div class="card">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const ANSWERS: Record<string, string> = {
  yes: "Va",
  waiting: "Espera lugar",
  offered: "Lugar guardado",
  missed: "No respondió a tiempo",
  no: "No puede",
};
