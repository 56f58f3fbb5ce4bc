import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseBody } from "../bot-api/body.ts";
import { compose, text } from "./check.ts";
import { GraphError, type Fault, type Media, type World } from "./world.ts";

/** The Graph API of one number: messages, read marks, media. */
export async function answer(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  try {
    if (request.headers.authorization !== `Bearer ${world.token}`)
      throw new GraphError(401, 190, "Invalid OAuth access token");
    const url = new URL(request.url ?? "/", world.root);
    const place = url.pathname.slice("/v0.0/".length);
    if (request.method === "POST" && place === `${world.phoneId}/messages`)
      return messages(world, JSON.parse(body.toString()) as Record<string, unknown>, response);
    if (request.method === "POST" && place === `${world.phoneId}/media`)
      return send(response, 200, { id: upload(world, request, body) });
    if (place === world.phoneId) return send(response, 200, { id: world.phoneId });
    if (place.startsWith("bytes/")) return download(mediaOf(world, place.slice(6)), response);
    const media = mediaOf(world, place);
    send(response, 200, {
      id: media.id,
      url: `${world.root}/v0.0/bytes/${media.id}`,
      mime_type: media.mime,
      file_size: media.bytes.length,
      sha256: createHash("sha256").update(media.bytes).digest("hex"),
    });
  } catch (error) {
    refuse(response, error);
  }
}

function messages(world: World, payload: Record<string, unknown>, response: ServerResponse): void {
  if (payload["messaging_product"] !== "whatsapp")
    throw new GraphError(400, 100, "messaging_product must be whatsapp");
  if (payload["status"] === "read") {
    world.read.add(text(payload["message_id"], "message_id"));
    return send(response, 200, { success: true });
  }
  const fault = world.faults.shift() ?? null;
  world.calls.push({ payload, fault: fault?.kind ?? null });
  if (fault !== null && fault.kind !== "lost") return strike(fault, response);
  const to = text(payload["to"] ?? payload["recipient"], "to");
  const person = world.persons.get(to);
  if (person === undefined) throw new GraphError(400, 131_030, "not in the allowed list");
  const message = compose(world, payload);
  if (message.template === null && !person.windowOpen)
    throw new GraphError(400, 131_047, "Re-engagement message");
  if (person.isOnWhatsApp) person.gets(message);
  if (fault !== null) response.destroy();
  else
    send(response, 200, {
      messaging_product: "whatsapp",
      contacts: [{ input: to, wa_id: to }],
      messages: [{ id: message.id }],
    });
  // Statuses come later, and a service that is gone gets them when it is back.
  const told = person.isOnWhatsApp ? world.statuses : ["failed"];
  void person.reports(message, told).catch(() => undefined);
}

function strike(fault: Fault, response: ServerResponse): void {
  if (fault.kind === "dropped") response.destroy();
  else if (fault.kind === "page")
    response.writeHead(502, { "content-type": "text/html" }).end("<h1>502 Bad Gateway</h1>");
  else throw new GraphError(fault.status ?? 400, fault.code ?? 131_000, "as told");
}

function upload(world: World, request: IncomingMessage, body: Buffer): string {
  const { payload, files } = parseBody(request.headers["content-type"], body);
  const file = files.get("file");
  if (payload["messaging_product"] !== "whatsapp" || file === undefined)
    throw new GraphError(400, 100, "file and messaging_product are needed");
  const mime = text(payload["type"], "type");
  const id = world.newId("");
  world.media.set(id, { id, mime, name: file.name, bytes: file.bytes });
  return id;
}

function mediaOf(world: World, id: string): Media {
  const media = world.media.get(id);
  if (media === undefined) throw new GraphError(400, 100, "object does not exist");
  return media;
}

function download(media: Media, response: ServerResponse): void {
  response.writeHead(200, { "content-type": media.mime }).end(media.bytes);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, code, message } =
    error instanceof GraphError ? error : new GraphError(400, 100, "not understood");
  send(response, status, { error: { message, type: "OAuthException", code, fbtrace_id: "x" } });
}
