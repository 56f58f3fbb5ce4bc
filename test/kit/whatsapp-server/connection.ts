import {
  decodeBinaryNode,
  encodeBinaryNode,
  type BinaryNode,
  type proto,
} from "@whiskeysockets/baileys";
import type { WebSocket } from "ws";
import { frame, FrameReader } from "./frames.ts";
import { noise, ServerNoise, type ServerKeys } from "./noise.ts";

/** What a connection tells the server. */
export interface ConnectionListener {
  /** The handshake is over. */
  introduced(noiseKey: Uint8Array, payload: proto.ClientPayload): Promise<void>;
  received(node: BinaryNode): Promise<void>;
  closed(): void;
}

/** One client's socket: handshake, sealed frames, and the ways to disturb it. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #noise: ServerNoise;
  readonly #reader = new FrameReader();
  #step: "hello" | "finish" | "open" = "hello";
  #listener: ConnectionListener | null = null;
  #tail: Promise<void> = Promise.resolve();
  /** Frames the client may still send before the line is cut; null for no limit. */
  #left: number | null = null;
  #nextId = 1;

  constructor(socket: WebSocket, keys: ServerKeys) {
    this.#socket = socket;
    this.#noise = new ServerNoise(keys);
  }

  listen(listener: ConnectionListener): void {
    this.#listener = listener;
    this.#socket.on("message", (data: Buffer) => {
      // One after the other: keys and counters depend on the order.
      this.#tail = this.#tail.then(() => this.#take(data)).catch(() => this.#socket.terminate());
    });
    this.#socket.on("close", () => listener.closed());
    this.#socket.on("error", () => undefined);
  }

  get open(): boolean {
    return this.#socket.readyState === 1;
  }

  /** An id for a stanza of the server's own. */
  newId(): string {
    return `server-${this.#nextId++}`;
  }

  send(node: BinaryNode): void {
    if (!this.open) return;
    this.#socket.send(frame(this.#noise.seal(encodeBinaryNode(node))));
  }

  /** Ends the line as a lost network does. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Cuts the line after so many more frames of the client's. */
  cutAfter(frames: number): void {
    this.#left = frames;
  }

  /** Sends a frame that cannot be opened. */
  garble(): void {
    this.#socket.send(frame(noise()));
  }

  /** Says why, and ends the line. */
  streamError(code: string | null, child: BinaryNode[] = []): void {
    const attrs: BinaryNode["attrs"] = code === null ? {} : { code };
    this.send({ tag: "stream:error", attrs, content: child });
    this.#socket.close();
  }

  /** Refuses a login. */
  fail(reason: number): void {
    this.send({ tag: "failure", attrs: { reason: String(reason), location: "here" } });
    this.#socket.close();
  }

  async #take(data: Buffer): Promise<void> {
    for (const body of this.#reader.push(data)) {
      if (this.#step === "hello") {
        this.#socket.send(frame(this.#noise.hello(body)));
        this.#step = "finish";
      } else if (this.#step === "finish") {
        const { noiseKey, payload } = this.#noise.finish(body);
        this.#step = "open";
        await this.#listener?.introduced(noiseKey, payload);
      } else {
        const node = await decodeBinaryNode(Buffer.from(this.#noise.open(body)));
        if (this.#left !== null && this.#left-- <= 0) {
          this.cut();
          return;
        }
        await this.#listener?.received(node);
      }
    }
  }
}
