import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../core/clock.ts";
import { newSecret, sha256 } from "../core/ids.ts";
import { instant, type Store } from "../store/connection.ts";

const COOKIE = "kallpanchis";
const LINK_MS = 24 * 3_600_000;
const SESSION_MS = 30 * 24 * 3_600_000;

/** Who may see the console: whoever opened a sign-in link, which works once. */
export interface Gate {
  /** A secret for a sign-in link, good for one day and one use. */
  newLink(): Promise<string>;
  /** Uses up a link and sets the session's cookie; false when the link is used or too old. */
  signIn(key: string, reply: FastifyReply, secure: boolean): Promise<boolean>;
  signedIn(request: FastifyRequest): Promise<boolean>;
  /** A word that only this session's own pages know, for the forms that change something. */
  formToken(request: FastifyRequest): string;
  /** True when a form was sent from a page of this very session. */
  sentHere(request: FastifyRequest, token: unknown): boolean;
  /** The simulator is open to whoever sits at this machine, otherwise only to those signed in. */
  mayChat(request: FastifyRequest): Promise<boolean>;
}

/** Opens the gate on the service's database, which keeps only hashes of its secrets. */
export function openGate(store: Store, clock: Clock, loopbackOnly: boolean): Gate {
  async function keep(kind: "link" | "session", lifeMs: number): Promise<string> {
    const secret = newSecret();
    const now = clock.now();
    await store.transaction(async (tx) => {
      await tx.run("DELETE FROM console_key WHERE expires_at < $1", instant(now));
      await tx.run(
        "INSERT INTO console_key (hash, kind, expires_at) VALUES ($1, $2, $3)",
        sha256(secret),
        kind,
        instant(new Date(now.getTime() + lifeMs)),
      );
    });
    return secret;
  }

  async function signedIn(request: FastifyRequest): Promise<boolean> {
    const secret = request.cookies[COOKIE];
    if (secret === undefined) return false;
    const rows = await store.read((connection) =>
      connection.query(
        "SELECT hash FROM console_key WHERE hash = $1 AND kind = 'session' AND expires_at > $2",
        sha256(secret),
        instant(clock.now()),
      ),
    );
    return rows.length === 1;
  }

  function formToken(request: FastifyRequest): string {
    return sha256(`form ${request.cookies[COOKIE] ?? newSecret()}`);
  }

  return {
    newLink: () => keep("link", LINK_MS),
    async signIn(key, reply, secure) {
      const used = await store.transaction((tx) =>
        tx.run(
          "DELETE FROM console_key WHERE hash = $1 AND kind = 'link' AND expires_at > $2",
          sha256(key),
          instant(clock.now()),
        ),
      );
      if (used !== 1) return false;
      const session = await keep("session", SESSION_MS);
      reply.setCookie(COOKIE, session, {
        path: "/",
        httpOnly: true,
        sameSite: "lax",
        secure,
        maxAge: SESSION_MS / 1000,
      });
      return true;
    },
    signedIn,
    formToken,
    sentHere: (request, token) =>
      typeof token === "string" && sha256(token) === sha256(formToken(request)),
    mayChat: (request) => (loopbackOnly ? Promise.resolve(true) : signedIn(request)),
  };
}
