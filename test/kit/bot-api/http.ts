import type { IncomingMessage, ServerResponse } from "node:http";

import { parseBody } from "./body.ts";
import type { ParsedBody } from "./body.ts";
import type { FaultSpec } from "./faults.ts";
import { findMethod } from "./methods.ts";
import type { PostResult } from "./post.ts";
import { RecordedCall } from "./tally.ts";
import { ApiError, encodeJson, isObject, readInteger, readText } from "./wire.ts";
import type { World } from "./world.ts";

/** The whole answer to one call. */
interface Answer {
  readonly code: number;
  readonly body: string;
  readonly retryAfter?: number;
}

const BODY_LIMIT_BYTES = 60 * 1024 * 1024;
const SLOW_DEFAULT_MS = 1000;
const GATEWAY_PAGE =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway" +
  "</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n";

/** Methods that the answer to a webhook request cannot call. */
const NOT_BY_WEBHOOK = /^(get.*|setWebhook|deleteWebhook|close|logOut)$/i;

/** The request listener of the server. */
export function makeListener(
  world: World,
): (request: IncomingMessage, response: ServerResponse) => void {
  const callPrefix = `/bot${world.token}/`;
  const filePrefix = `/file/bot${world.token}/`;
  return (request, response) => {
    const address = request.url ?? "/";
    if (address.startsWith(callPrefix)) {
      readCall(world, address.slice(callPrefix.length), request, response);
    } else if (address.startsWith(filePrefix)) {
      sendFile(world, address.slice(filePrefix.length), response);
    } else {
      const known = /^\/(file\/)?bot/.test(address);
      request.resume();
      send(response, refusal(known ? new ApiError(401, "Unauthorized") : notFound()));
    }
  };
}

/** Performs the call that an answer to a webhook request may carry; nobody sees its result. */
export async function performWebhookAnswer(world: World, result: PostResult): Promise<void> {
  if (!/^(application\/json|multipart|application\/x-www)/.test(result.contentType ?? "")) return;
  try {
    const parsed = parseBody(result.contentType, result.body);
    const name = readText(parsed.payload, "method");
    if (name === undefined || NOT_BY_WEBHOOK.test(name)) return;
    await perform(world, name, parsed, () => undefined);
  } catch {
    // A body that is no call is none of Telegram's business.
  }
}

function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

function readCall(
  world: World,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const mark = target.indexOf("?");
  const name = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? "" : target.slice(mark + 1);
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
  });
  request.on("error", () => undefined);
  request.on("end", () => {
    if (size > BODY_LIMIT_BYTES) {
      send(response, refusal(new ApiError(413, "Request Entity Too Large")));
      return;
    }
    const [first] = chunks;
    const body = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
    let parsed: ParsedBody;
    try {
      parsed = parseBody(request.headers["content-type"], body, query);
    } catch (error) {
      send(response, refusal(error));
      return;
    }
    answerCall(world, name, parsed, request, response);
  });
}

function answerCall(
  world: World,
  name: string,
  parsed: ParsedBody,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const proper = findMethod(name)?.name ?? name;
  const fault = world.faults.take(proper, readInteger(parsed.payload, "chat_id"));
  const onGone = (listener: () => void): void => void response.on("close", listener);
  if (fault === undefined) {
    const answer = perform(world, name, parsed, onGone);
    if (answer instanceof Promise) void answer.then((late) => send(response, late));
    else send(response, answer);
    return;
  }
  const strike = async (): Promise<void> => {
    const performs = fault.performed ?? /^(lost_answer|broken_json|slow)$/.test(fault.kind);
    const answer = performs ? await perform(world, name, parsed, onGone, fault.kind) : undefined;
    if (answer === undefined) note(world, proper, parsed, fault.kind);
    applyFault(fault, answer, request, response);
  };
  const delay = fault.delayMs ?? (fault.kind === "slow" ? SLOW_DEFAULT_MS : 0);
  setTimeout(() => void strike(), delay);
}

function applyFault(
  fault: FaultSpec,
  answer: Answer | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (fault.kind) {
    case "429": {
      const seconds = fault.retryAfter ?? 1;
      const description = `Too Many Requests: retry after ${seconds}`;
      send(response, refusal(new ApiError(429, description, { retry_after: seconds })));
      return;
    }
    case "500":
      send(response, refusal(new ApiError(500, "Internal Server Error")));
      return;
    case "502_html":
      response.writeHead(502, { "content-type": "text/html" }).end(GATEWAY_PAGE);
      return;
    case "lost_answer":
    case "reset_before":
      request.socket.destroy();
      return;
    case "broken_json":
      if (answer === undefined) throw new Error("a broken answer needs an answer");
      send(response, { ...answer, body: answer.body.slice(0, answer.body.length / 2) });
      return;
    case "slow":
      if (answer !== undefined) send(response, answer);
  }
}

/** Counts and performs a call; the answer is there at once unless the method itself waits. */
function perform(
  world: World,
  name: string,
  parsed: ParsedBody,
  onGone: (listener: () => void) => void,
  fault = "",
): Answer | Promise<Answer> {
  const method = findMethod(name);
  const record = note(world, method?.name ?? name, parsed, fault);
  const succeed = (result: unknown): Answer => {
    if (record !== undefined && fault === "") record.outcome = "ok";
    return { code: 200, body: `{"ok":true,"result":${encodeJson(result)}}` };
  };
  const fail = (error: unknown): Answer => {
    const answer = refusal(error);
    world.tally.countRefusal(answer.code);
    if (record !== undefined) record.outcome = String(answer.code);
    return answer;
  };
  if (method === undefined) {
    world.tally.unknownMethods += 1;
    world.tally.unknownNames.add(name);
    return fail(new ApiError(404, "Not Found: method not found"));
  }
  try {
    const result = method.perform(world, { method: method.name, ...parsed, onGone });
    return result instanceof Promise ? result.then(succeed, fail) : succeed(result);
  } catch (error) {
    return fail(error);
  }
}

function note(
  world: World,
  method: string,
  parsed: ParsedBody,
  outcome: string,
): RecordedCall | undefined {
  world.tally.countCall(method);
  if (!world.record) return undefined;
  const record = new RecordedCall(method, parsed.payload);
  if (outcome !== "") record.outcome = outcome;
  world.tally.calls.push(record);
  return record;
}

function refusal(error: unknown): Answer {
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(500, `Internal Server Error: ${String(error)}`);
  const content: Record<string, unknown> = {
    ok: false,
    error_code: known.code,
    description: known.message,
  };
  if (isObject(known.parameters)) content.parameters = known.parameters;
  const retryAfter = known.parameters?.retry_after;
  const answer = { code: known.code, body: encodeJson(content) };
  return retryAfter === undefined ? answer : { ...answer, retryAfter };
}

function send(response: ServerResponse, answer: Answer): void {
  const headers: Record<string, string | number> = {
    "content-type": "application/json",
    // The text is pure ASCII, so letters and bytes are the same number.
    "content-length": answer.body.length,
  };
  if (answer.retryAfter !== undefined) headers["retry-after"] = answer.retryAfter;
  response.writeHead(answer.code, headers).end(answer.body);
}

function sendFile(world: World, path: string, response: ServerResponse): void {
  const bytes = world.files.atPath(path)?.bytes;
  if (bytes === undefined) {
    send(response, refusal(notFound()));
    return;
  }
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": bytes.length,
  });
  response.end(bytes);
}
