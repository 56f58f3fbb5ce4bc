import type { Lease } from "../../core/lease.ts";
import { SendError } from "../../core/errors.ts";
import { loadAuthState, type AuthState } from "./auth-state.ts";
import type { LineState } from "../../core/line.ts";
import type { Line, LineBook } from "./line-book.ts";
import { afterClose } from "./policy.ts";
import { newRetryCounts } from "./retry-counts.ts";
import { seal, SealError } from "./seal.ts";
import { openSocket, type LineSocket, type SocketListener, type SocketSettings } from "./socket.ts";

export interface KeeperTools {
  book: LineBook;
  lease: Lease;
  /** Seals what is saved: 32 bytes. */
  key: Uint8Array;
  settings: SocketSettings;
  /** What arrives; connection matters are the keeper's own. */
  listener: Omit<SocketListener, "qr" | "linked" | "open" | "closed" | "trouble">;
  /** The line came up or went down in this process. */
  line: (up: boolean) => void;
  disconnected: (code: number | null) => void;
  trouble: (what: string, error: unknown) => void;
  /** Between 0 and 1. */
  chance: () => number;
}

const TICK_MS = 1000;
const RENEW_MS = 3000;
const SEEN_MS = 5000;
/** A connection that is not online by then is given up. */
const CONNECT_LIMIT_MS = 45_000;
/** Online for so long, a connection counts as a good one. */
const STABLE_MS = 5000;
/** Connections that came online and were lost at once are not paused for longer than this many failures are. */
const MOST_FLAPS = 1;
/** How long the shown QRs are renewed before linking is given up. */
const LINK_LIMIT_MS = 5 * 60_000;
/** How long the last words of a connection may take. */
const END_LIMIT_MS = 3000;

/** Keeps one number online: one owner over all processes, reconnections, linking and unlinking. */
export class Keeper {
  readonly #tools: KeeperTools;
  readonly #retryCounts = newRetryCounts();
  #socket: LineSocket | null = null;
  #isOnline = false;
  #linkingSince: number | null = null;
  #fence: number | null = null;
  #heldAt = -Infinity;
  #renewedAt = -Infinity;
  #seenAt = -Infinity;
  #connectedAt = 0;
  #dueAt = 0;
  #failures = 0;
  #halted = false;
  #stopping = false;
  #wake: () => void = () => undefined;
  #closed: () => void = () => undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(tools: KeeperTools) {
    this.#tools = tools;
  }

  get online(): boolean {
    return this.#isOnline;
  }

  start(): void {
    this.#work = this.#run();
  }

  /** Ends the connection, then lets another process have the line. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#work;
    await this.#end("the service stops");
    await this.#tools.lease.release();
  }

  /** The socket while it is connected, online yet or not. */
  connected(): LineSocket | null {
    return this.#socket;
  }

  /** The socket, or a SendError that says to try again soon. */
  socket(): LineSocket {
    if (this.#socket === null || !this.#isOnline)
      throw new SendError("retry", "WhatsApp is not connected", 3000);
    return this.#socket;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      await this.#step().catch((error: unknown) => this.#tools.trouble("keeper", error));
      if (!this.#stopping) await this.#rest(TICK_MS);
    }
  }

  async #step(): Promise<void> {
    if (!(await this.#hold())) return;
    const { book } = this.#tools;
    const line = await book.read();
    const fence = this.#fence ?? (await this.#begin(line));
    if (performance.now() - this.#seenAt > SEEN_MS) {
      await book.seen(fence);
      this.#seenAt = performance.now();
    }
    if (await this.#heeded(line, fence)) return;
    const now = performance.now();
    if (this.#socket !== null) {
      const isLate = !this.#isOnline && now - this.#connectedAt > CONNECT_LIMIT_MS;
      // While a QR is shown nothing is late.
      if (isLate && this.#linkingSince === null) this.#socket.end("not online in time");
      return;
    }
    if (now < this.#dueAt) return;
    if (this.#linkingSince !== null || (line.linked && !this.#halted)) await this.#connect(fence);
  }

  /** Takes the line over. */
  async #begin(line: Line): Promise<number> {
    const fence = await this.#tools.book.take();
    this.#fence = fence;
    this.#halted = line.linked && line.state === "logged_out";
    this.#dueAt = 0;
    if (!line.linked && line.state !== "unlinked") await this.#note("unlinked", "");
    return fence;
  }

  /** Keeps the lease; without it no socket stays open. */
  async #hold(): Promise<boolean> {
    const { lease } = this.#tools;
    const now = performance.now();
    if (this.#fence !== null && now - this.#renewedAt < RENEW_MS) return true;
    const held = await lease.hold().catch(() => null);
    if (held === true) {
      this.#heldAt = now;
      this.#renewedAt = now;
      return true;
    }
    // Nobody could tell: ours as long as it lasts for certain.
    if (held === null && this.#fence !== null && now - this.#heldAt < lease.lastsMs - RENEW_MS)
      return true;
    if (this.#fence !== null) await this.#end("another process has the line");
    this.#fence = null;
    this.#linkingSince = null;
    return false;
  }

  /** Does what the operator wants; true when that was all for now. */
  async #heeded(line: Line, fence: number): Promise<boolean> {
    switch (line.wish) {
      case "none":
        if (this.#linkingSince !== null && !line.linked) await this.#giveUpLinking("", fence);
        return false;
      case "reconnect":
        await this.#tools.book.wishGranted(fence);
        this.#halted = false;
        this.#dueAt = 0;
        this.#failures = 0;
        if (this.#socket !== null) await this.#end("reconnecting");
        return false;
      case "unlink":
        await this.#unlink(fence);
        return true;
      case "link":
        if (line.linked) {
          await this.#tools.book.wishGranted(fence);
          return false;
        }
        if (this.#linkingSince === null) {
          this.#linkingSince = performance.now();
          this.#dueAt = 0;
          await this.#note("linking", "");
        } else if (performance.now() - this.#linkingSince > LINK_LIMIT_MS) {
          await this.#giveUpLinking("nobody scanned in time", fence);
          return true;
        }
        return false;
    }
  }

  async #giveUpLinking(reason: string, fence: number): Promise<void> {
    this.#linkingSince = null;
    await this.#end("linking is over");
    await this.#tools.book.forget(fence);
    await this.#tools.book.wishGranted(fence);
    await this.#note("unlinked", reason);
  }

  async #unlink(fence: number): Promise<void> {
    if (this.#socket !== null && this.#isOnline)
      await this.#socket.logOut().catch((error: unknown) => this.#tools.trouble("log out", error));
    await this.#end("unlinked");
    this.#linkingSince = null;
    this.#halted = false;
    await this.#tools.book.forget(fence);
    await this.#tools.book.wishGranted(fence);
    await this.#note("unlinked", "unlinked by an operator");
  }

  async #connect(fence: number): Promise<void> {
    const { book, settings, listener } = this.#tools;
    const auth = await this.#load(fence);
    if (auth === null) return;
    const isLinking = auth.creds.account === undefined;
    const { codePhone } = await book.read();
    let askedForCode = false;
    if (!isLinking) await this.#note("connecting", "");
    this.#connectedAt = performance.now();
    const socket = openSocket(settings, auth, this.#retryCounts, {
      ...listener,
      qr: (text) => {
        if (codePhone === null) return this.#offer("qr", text);
        if (askedForCode) return;
        askedForCode = true;
        socket.pairingCode(codePhone).then(
          (code) => this.#offer("code", code),
          (error: unknown) => this.#tools.trouble("pairing code", error),
        );
      },
      linked: () => {
        this.#linkingSince = null;
        this.#offer("qr", null);
        this.#later(book.wishGranted(fence));
      },
      open: () => {
        this.#isOnline = true;
        this.#connectedAt = performance.now();
        this.#later(this.#note("online", ""));
        this.#tools.line(true);
      },
      closed: (code) => this.#onClosed(code, isLinking, auth.creds.account !== undefined),
      trouble: this.#tools.trouble,
    });
    this.#socket = socket;
  }

  /** What is saved; null when it cannot be opened, which an operator must mend. */
  async #load(fence: number): Promise<AuthState | null> {
    try {
      return await loadAuthState(this.#tools.book, fence, this.#tools.key);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      this.#halted = true;
      await this.#note("offline", error.message);
      return null;
    }
  }

  #onClosed(code: number | null, wasLinking: boolean, linked: boolean): void {
    const { book, chance, disconnected, line } = this.#tools;
    const wasOnline = this.#isOnline;
    this.#socket = null;
    this.#isOnline = false;
    if (wasOnline) line(false);
    disconnected(code);
    const isStable = performance.now() - this.#connectedAt > STABLE_MS;
    if (wasOnline) this.#failures = isStable ? 0 : Math.min(this.#failures, MOST_FLAPS);
    const next = afterClose(code, this.#failures, chance());
    this.#failures = next.again === 0 ? 0 : this.#failures + 1;
    // Before anything is linked a refusal only ends this attempt.
    const isFinal = next.again === null && (linked || !wasLinking);
    this.#halted ||= isFinal;
    this.#dueAt = performance.now() + (next.again ?? 1000);
    if (linked) this.#later(this.#note(next.state, next.reason));
    else if (this.#fence !== null) this.#later(book.offer(this.#fence, "qr", null));
    this.#closed();
    this.#wake();
  }

  #offer(kind: "qr" | "code", text: string | null): void {
    const { book, key } = this.#tools;
    if (this.#fence === null) return;
    const sealed = text === null ? null : seal(key, "offer", Buffer.from(text));
    this.#later(book.offer(this.#fence, kind, sealed));
  }

  async #note(state: LineState, reason: string): Promise<void> {
    if (this.#fence !== null) await this.#tools.book.note(this.#fence, state, reason);
  }

  #later(work: Promise<void>): void {
    work.catch((error: unknown) => this.#tools.trouble("line book", error));
  }

  /** Ends the connection and waits until it is over and saved. */
  async #end(reason: string): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    const over = new Promise<void>((resolve) => {
      this.#closed = resolve;
      setTimeout(resolve, END_LIMIT_MS).unref();
    });
    socket.end(reason);
    await over;
    await socket.settled();
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      this.#wake = done;
    });
  }
}
