import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { toDataURL } from "qrcode";
import type { LineState, LineWish } from "../core/line.ts";
import type { LineReport } from "../store/whatsapp-report.ts";
import type { Gate } from "./gate.ts";
import { document, writeInstant } from "./page.tsx";

/** What the page works with; null where WhatsApp is off. */
export interface WhatsAppDesk {
  report(): Promise<LineReport>;
  /** The QR or code that is shown now, opened. */
  offer(report: LineReport): { kind: "qr" | "code"; text: string } | null;
  wish(wish: LineWish, codePhone: string | null): Promise<void>;
}

/** Seconds after which the page looks again: while a QR is shown, and otherwise. */
const RENEW_LINKING = 3;
const RENEW = 20;

/** The page of the WhatsApp number: linking, state, delivery. */
export function whatsappRoutes(
  server: FastifyInstance,
  { gate, whatsapp }: { gate: Gate; whatsapp: WhatsAppDesk | null },
): void {
  server.get("/whatsapp", async (request, reply) => {
    if (!(await gate.signedIn(request))) return reply.redirect("/");
    reply.type("text/html");
    if (whatsapp === null) return reply.send(document("WhatsApp", <Off />, "/whatsapp"));
    const report = await whatsapp.report();
    const offer = whatsapp.offer(report);
    const picture = offer?.kind === "qr" ? await toDataURL(offer.text, { width: 320 }) : null;
    const isLinking = report.line?.wish === "link";
    const page = (
      <Line report={report} picture={picture} code={offer?.kind === "code" ? offer.text : null} />
    );
    return reply.send(document("WhatsApp", page, "/whatsapp", isLinking ? RENEW_LINKING : RENEW));
  });
  // Forms are read here and nowhere else.
  void server.register((forms, _options, done) => {
    forms.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string" },
      (_request, body, parsed) => parsed(null, new URLSearchParams(String(body))),
    );
    forms.post("/whatsapp", async (request, reply) => {
      if (whatsapp === null || !(await gate.signedIn(request)) || !isOwn(request))
        return reply.status(403).send();
      return act(whatsapp, request.body as URLSearchParams, reply);
    });
    done();
  });
}

/** Another site's page may not press our buttons. */
function isOwn({ headers }: FastifyRequest): boolean {
  return headers.origin === undefined || new URL(headers.origin).host === headers.host;
}

async function act(desk: WhatsAppDesk, form: URLSearchParams, reply: FastifyReply) {
  const wish = form.get("wish");
  const phone = (form.get("phone") ?? "").replaceAll(/\D/g, "");
  if (wish === "link") await desk.wish("link", phone === "" ? null : phone);
  if (wish === "none" || wish === "reconnect") await desk.wish(wish, null);
  // The box has to be ticked: what was linked is gone for good.
  if (wish === "unlink" && form.get("sure") === "yes") await desk.wish("unlink", null);
  return reply.redirect("/whatsapp", 303);
}

function Off() {
  return (
    <section class="card sign-in">
      <h1>WhatsApp está apagado</h1>
      <p>
        Escriba <code>WHATSAPP=on</code> en el archivo <code>.env</code> y arranque el servicio otra
        vez.
      </p>
    </section>
  );
}

function Line(props: { report: LineReport; picture: string | null; code: string | null }) {
  const { report, picture, code } = props;
  const { line } = report;
  const state = line?.state ?? "unlinked";
  return (
    <>
      <h1>WhatsApp</h1>
      {report.silent && (
        <p class="card unwell" role="alert">
          Los mensajes salen y no llega ningún aviso de entrega. Es posible que WhatsApp ya no los
          entregue: escriba desde otro teléfono para probar, y avise a las familias por Telegram o
          por su técnico.
        </p>
      )}
      <ul class="card lines">
        <Row name="Número" value={line?.phone == null ? "ninguno" : `+${line.phone}`} />
        <Row name="Estado" value={STATES[state]} well={state === "online"} />
        {line !== null && line.reason !== "" && <Row name="Motivo" value={line.reason} />}
        <Row name="Desde" value={line === null ? "–" : writeInstant(line.stateAt)} />
        <Row
          name="Último aviso de entrega"
          value={line?.lastReceiptAt == null ? "–" : writeInstant(line.lastReceiptAt)}
        />
        <Row name="Por enviar" value={String(report.waiting)} />
        <Row name="Entregados en un día" value={`${report.delivered} de ${report.sent}`} />
      </ul>
      <h2>Vincular</h2>
      <Linking line={line} picture={picture} code={code} />
      <h2>Desconexiones</h2>
      <ul class="card lines">
        {report.disconnects.length === 0 && <li class="soft">Ninguna.</li>}
        {report.disconnects.map(({ at, code: status }) => (
          <Row key={at.toISOString()} name={writeInstant(at)} value={String(status ?? "–")} />
        ))}
      </ul>
    </>
  );
}

function Row({ name, value, well }: { name: string; value: string; well?: boolean }) {
  return (
    <li>
      <span>{name}</span>
      <b {...(well !== undefined && { class: well ? "well" : "unwell" })}>{value}</b>
    </li>
  );
}

function Linking(props: { line: LineReport["line"]; picture: string | null; code: string | null }) {
  const { line, picture, code } = props;
  if (line?.wish === "link") {
    return (
      <section class="card">
        <p>En el teléfono: WhatsApp, Dispositivos vinculados, Vincular un dispositivo.</p>
        {picture !== null && <img src={picture} alt="QR para vincular" width={320} height={320} />}
        {code !== null && (
          <p>
            Código: <b>{`${code.slice(0, 4)}-${code.slice(4)}`}</b>
          </p>
        )}
        {picture === null && code === null && <p class="soft">Un momento …</p>}
        <Button wish="none">Dejarlo</Button>
      </section>
    );
  }
  if (line?.linked !== true) {
    return (
      <form class="card" method="post" action="/whatsapp">
        <input type="hidden" name="wish" value="link" />
        <p>
          <label>
            Para vincular con un código en lugar del QR, el número con su país:{" "}
            <input name="phone" type="tel" placeholder="+51984000001" />
          </label>
        </p>
        <button type="submit">Vincular un número</button>
      </form>
    );
  }
  return (
    <section class="card">
      {line.state !== "online" && <Button wish="reconnect">Conectar otra vez</Button>}
      <form method="post" action="/whatsapp">
        <input type="hidden" name="wish" value="unlink" />
        <p>
          <label>
            <input type="checkbox" name="sure" value="yes" required /> Quitar este número y olvidar
            sus llaves
          </label>
        </p>
        <button type="submit">Desvincular</button>
      </form>
    </section>
  );
}

function Button({ wish, children }: { wish: LineWish; children: string }) {
  return (
    <form method="post" action="/whatsapp">
      <input type="hidden" name="wish" value={wish} />
      <button type="submit">{children}</button>
    </form>
  );
}

const STATES: Record<LineState, string> = {
  unlinked: "sin vincular",
  linking: "por vincular",
  connecting: "conectándose",
  online: "en línea",
  offline: "sin conexión, se intenta otra vez",
  logged_out: "el teléfono quitó este dispositivo",
  replaced: "otro programa usa el mismo vínculo",
  banned: "WhatsApp bloqueó el número",
  outdated: "WhatsApp ya no acepta esta versión",
};
