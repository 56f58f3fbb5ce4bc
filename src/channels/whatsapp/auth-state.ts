import {
  BufferJSON,
  initAuthCreds,
  proto,
  type AuthenticationCreds,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from "@whiskeysockets/baileys";
import type { KeyChange, LineBook } from "./line-book.ts";
import { open, seal } from "./seal.ts";

/** A number's credentials and Signal keys, sealed in the line's book. */
export interface AuthState {
  creds: AuthenticationCreds;
  keys: SignalKeyStore;
  /** Writes the credentials as they are now; resolves once they are durable. */
  save(): Promise<void>;
}

const CREDENTIALS = "credentials";

/**
 * Loads the state of a line, new and unlinked when nothing is saved. One `set` of keys is one commit, and
 * commits follow each other in the order of their calls.
 * @throws SealError when what is saved was sealed with another key
 */
export async function loadAuthState(
  book: LineBook,
  fence: number,
  key: Uint8Array,
): Promise<AuthState> {
  const saved = await book.readCredentials();
  const known =
    saved === null ? null : (fromBytes(open(key, CREDENTIALS, saved)) as AuthenticationCreds);
  // What a linking left behind that never came to its end would be taken for a link, and refused.
  const creds = known?.account === undefined ? initAuthCreds() : known;
  return { creds, keys: keyStore(book, fence, key), save };

  function save(): Promise<void> {
    const { me, account } = creds;
    // A code asked for writes `me` before anything is linked; only a signed account is a link.
    const linked =
      me === undefined || account === undefined
        ? null
        : { phone: digitsOf(me.id), lid: me.lid === undefined ? null : digitsOf(me.lid) };
    return book.saveCredentials(fence, seal(key, CREDENTIALS, toBytes(creds)), linked);
  }
}

function keyStore(book: LineBook, fence: number, key: Uint8Array): SignalKeyStore {
  return {
    async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
      const rows = await book.readKeys(type, ids);
      return Object.fromEntries(
        rows.map(({ id, value }) => [
          id,
          revived(type, fromBytes(open(key, placeOf(type, id), value))),
        ]),
      ) as Record<string, SignalDataTypeMap[T]>;
    },
    set(data: SignalDataSet) {
      const changes: KeyChange[] = Object.entries(data).flatMap(([type, values]) =>
        Object.entries(values).map(([id, value]) => ({
          type,
          id,
          value:
            value === null || value === undefined
              ? null
              : seal(key, placeOf(type, id), toBytes(value)),
        })),
      );
      return book.writeKeys(fence, changes);
    },
  };
}

function placeOf(type: string, id: string): string {
  return `${type} ${id}`;
}

function revived(type: string, value: unknown): unknown {
  return type === "app-state-sync-key"
    ? proto.Message.AppStateSyncKeyData.fromObject(value as object)
    : value;
}

function toBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value, BufferJSON.replacer));
}

function fromBytes(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString("utf8"), BufferJSON.reviver);
}

function digitsOf(jid: string): string {
  return /^\d+/.exec(jid)?.[0] ?? "";
}
