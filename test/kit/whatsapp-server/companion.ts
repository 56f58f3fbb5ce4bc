import type { BinaryNode } from "@whiskeysockets/baileys";
import type { Connection } from "./connection.ts";
import type { KeyBundle } from "./signal-device.ts";

/** A device linked to a phone, as the server knows it. */
export interface CompanionKeys {
  noiseKey: Uint8Array;
  registrationId: number;
  identity: Uint8Array;
  signedPreKey: { id: number; key: Uint8Array; signature: Uint8Array };
}

/** Keeps what a linked device has not confirmed, and its one-time keys. */
export class Companion {
  readonly device: number;
  readonly keys: CompanionKeys;
  readonly preKeys = new Map<number, Uint8Array>();
  /** Stanzas not confirmed yet, by id, oldest first. */
  readonly unconfirmed = new Map<string, BinaryNode>();
  connection: Connection | null = null;
  /** It asked for what waits and was given it. */
  caughtUp = false;
  /** How often it logged in. */
  logins = 0;

  constructor(device: number, keys: CompanionKeys) {
    this.device = device;
    this.keys = keys;
  }

  /** A bundle with a one-time key, while there are any. */
  takeBundle(): KeyBundle {
    const [first] = this.preKeys;
    if (first !== undefined) this.preKeys.delete(first[0]);
    const { registrationId, identity, signedPreKey } = this.keys;
    return {
      registrationId,
      identity,
      signedPreKey,
      preKey: first === undefined ? null : { id: first[0], key: first[1] },
    };
  }

  /** Delivers at once when it is online, otherwise at the next login. */
  deliver(node: BinaryNode): void {
    this.unconfirmed.set(String(node.attrs["id"]), node);
    if (this.connection !== null && this.caughtUp) this.connection.send(node);
  }

  /** Sends all that waits, marked as old. */
  catchUp(): void {
    const waiting = [...this.unconfirmed.values()];
    for (const node of waiting)
      this.connection?.send({ ...node, attrs: { ...node.attrs, offline: "1" } });
    this.connection?.send({
      tag: "ib",
      attrs: {},
      content: [{ tag: "offline", attrs: { count: String(waiting.length) } }],
    });
    this.caughtUp = true;
  }

  confirmed(id: string): void {
    this.unconfirmed.delete(id);
  }
}
