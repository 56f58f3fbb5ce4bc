import { request as requestHttp } from "node:http";
import type { Agent, IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";

/** What came of one webhook request. */
export interface PostResult {
  /** 0 when there was no answer. */
  readonly status: number;
  /** In the words of getWebhookInfo; empty after success. */
  readonly problem: string;
  /** From the receiver's own Retry-After header. */
  readonly retryAfterSeconds: number | undefined;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** Where and how to post. */
export interface PostTarget {
  readonly url: URL;
  readonly agent: Agent;
  readonly secret: string | undefined;
  readonly timeoutMs: number;
  isClosed(): boolean;
}

const RETRY_AFTER_LIMIT_SECONDS = 3600;
const NOTHING = Buffer.alloc(0);

/** Posts a JSON text to the bot's webhook; never throws and follows no redirects. */
export function postJson(target: PostTarget, json: string, first = true): Promise<PostResult> {
  return new Promise((resolve) => {
    const send = target.url.protocol === "https:" ? requestHttps : requestHttp;
    const headers: Record<string, string | number> = {
      "content-type": "application/json",
      // The text is pure ASCII, so letters and bytes are the same number.
      "content-length": json.length,
    };
    if (target.secret !== undefined) headers["x-telegram-bot-api-secret-token"] = target.secret;
    const options = { method: "POST", agent: target.agent, headers, timeout: target.timeoutMs };
    const outgoing = send(target.url, options, (incoming) => {
      readAnswer(incoming, resolve);
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("Read timeout expired")));
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      // A kept-alive connection that the other side had closed meanwhile says nothing about it.
      const stale = first && outgoing.reusedSocket && error.code === "ECONNRESET";
      if (stale && !target.isClosed()) resolve(postJson(target, json, false));
      else resolve(unreachable(describe(error)));
    });
    outgoing.end(json);
  });
}

function readAnswer(incoming: IncomingMessage, resolve: (result: PostResult) => void): void {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("error", (error) => {
    resolve(unreachable(describe(error)));
  });
  incoming.on("end", () => {
    const status = incoming.statusCode ?? 0;
    const good = status >= 200 && status < 300;
    const wished = Number(incoming.headers["retry-after"]);
    resolve({
      status,
      problem: good
        ? ""
        : `Wrong response from the webhook: ${status} ${incoming.statusMessage ?? ""}`,
      retryAfterSeconds: wished > 0 ? Math.min(wished, RETRY_AFTER_LIMIT_SECONDS) : undefined,
      contentType: incoming.headers["content-type"],
      body: chunks.length === 0 ? NOTHING : Buffer.concat(chunks),
    });
  });
}

function unreachable(problem: string): PostResult {
  return {
    status: 0,
    problem,
    retryAfterSeconds: undefined,
    contentType: undefined,
    body: NOTHING,
  };
}

function describe(error: NodeJS.ErrnoException): string {
  if (error.code === "ECONNREFUSED") return "Connection refused";
  if (error.code === "ECONNRESET") return "Connection reset by peer";
  return error.message;
}
