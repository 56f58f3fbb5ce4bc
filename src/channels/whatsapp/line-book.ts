import type { LineState, LineWish } from "../../core/line.ts";

/** What is known of a number. */
export interface Line {
  state: LineState;
  /** Why, in a few words, for operators; empty when there is nothing to tell. */
  reason: string;
  wish: LineWish;
  /** Digits of the phone to be linked by a code; null for a QR. */
  codePhone: string | null;
  /** A linked number's credentials are saved. */
  linked: boolean;
}

export interface KeyChange {
  type: string;
  id: string;
  /** Null deletes. */
  value: Uint8Array | null;
}

/** Where a number's state and its keys are kept. Writes with a fence older than the last `take` are refused. */
export interface LineBook {
  read(): Promise<Line>;
  /** The line is this process's from now on; writes of earlier owners fail. */
  take(): Promise<number>;
  note(fence: number, state: LineState, reason: string): Promise<void>;
  /** Shows a QR or a code, sealed; null takes it away. */
  offer(fence: number, kind: "qr" | "code", sealed: Uint8Array | null): Promise<void>;
  wishGranted(fence: number): Promise<void>;
  /** The owner lives. */
  seen(fence: number): Promise<void>;
  readCredentials(): Promise<Uint8Array | null>;
  saveCredentials(
    fence: number,
    sealed: Uint8Array,
    linked: { phone: string; lid: string | null } | null,
  ): Promise<void>;
  readKeys(type: string, ids: string[]): Promise<{ id: string; value: Uint8Array }[]>;
  /** All of the changes or none, durable when it resolves. */
  writeKeys(fence: number, changes: KeyChange[]): Promise<void>;
  /** Deletes credentials and keys. */
  forget(fence: number): Promise<void>;
}
