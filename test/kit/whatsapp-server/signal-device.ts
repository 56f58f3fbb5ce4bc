import {
  addTransactionCapability,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  generateSignalPubKey,
  initAuthCreds,
  proto,
  unpadRandomMax16,
  type AuthenticationCreds,
  type BinaryNode,
  type KeyPair,
  type SignalDataSet,
  type SignalKeyStore,
} from "@whiskeysockets/baileys";
import { pino } from "pino";

const silent = pino({ level: "silent" });

/** What others need to begin a session with a device. */
export interface KeyBundle {
  registrationId: number;
  identity: Uint8Array;
  signedPreKey: { id: number; key: Uint8Array; signature: Uint8Array };
  preKey: { id: number; key: Uint8Array } | null;
}

/** A phone's end-to-end keys: begins and answers sessions as the apps do, all in memory. */
export class SignalDevice {
  readonly creds: AuthenticationCreds = initAuthCreds();
  readonly #repository;
  readonly #keys: SignalKeyStore;
  #nextPreKey = 1;

  constructor() {
    const kept = new Map<string, unknown>();
    this.#keys = {
      get: (type, ids) =>
        Object.fromEntries(
          ids.flatMap((id) => (kept.has(`${type} ${id}`) ? [[id, kept.get(`${type} ${id}`)]] : [])),
        ) as never,
      set: (data: SignalDataSet) => {
        for (const [type, values] of Object.entries(data))
          for (const [id, value] of Object.entries(values))
            if (value === null) kept.delete(`${type} ${id}`);
            else kept.set(`${type} ${id}`, value);
      },
    };
    const keys = addTransactionCapability(this.#keys, silent, {
      maxCommitRetries: 1,
      delayBetweenTriesMs: 1,
    });
    this.#repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
      { creds: this.creds, keys },
      silent,
    );
  }

  get identityKey(): KeyPair {
    return this.creds.signedIdentityKey;
  }

  /** A bundle with a one-time key nobody else gets. */
  async bundle(): Promise<KeyBundle> {
    const pair = Curve.generateKeyPair();
    const id = this.#nextPreKey++;
    await this.#keys.set({ "pre-key": { [id]: pair } });
    const { signedPreKey, registrationId, signedIdentityKey } = this.creds;
    return {
      registrationId,
      identity: signedIdentityKey.public,
      signedPreKey: {
        id: signedPreKey.keyId,
        key: signedPreKey.keyPair.public,
        signature: signedPreKey.signature,
      },
      preKey: { id, key: pair.public },
    };
  }

  async hasSession(jid: string): Promise<boolean> {
    return (await this.#repository.validateSession(jid)).exists;
  }

  async begin(jid: string, bundle: KeyBundle): Promise<void> {
    await this.#repository.injectE2ESession({
      jid,
      session: {
        registrationId: bundle.registrationId,
        identityKey: generateSignalPubKey(bundle.identity),
        signedPreKey: {
          keyId: bundle.signedPreKey.id,
          publicKey: generateSignalPubKey(bundle.signedPreKey.key),
          signature: bundle.signedPreKey.signature,
        },
        ...(bundle.preKey !== null && {
          preKey: {
            keyId: bundle.preKey.id,
            publicKey: generateSignalPubKey(bundle.preKey.key),
          },
        }),
      },
    });
  }

  async encrypt(
    jid: string,
    message: proto.IMessage,
  ): Promise<{ type: string; ciphertext: Uint8Array }> {
    return this.#repository.encryptMessage({ jid, data: encodeWAMessage(message) });
  }

  /** Throws when the session does not fit. */
  async decrypt(jid: string, type: string, ciphertext: Uint8Array): Promise<proto.Message> {
    const padded = await this.#repository.decryptMessage({
      jid,
      type: type as "msg" | "pkmsg",
      ciphertext,
    });
    return proto.Message.decode(unpadRandomMax16(padded));
  }
}

/** A number in so many bytes, big end first. */
export function bigEndian(value: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}

/** A bundle as the children of a `user` element. */
export function bundleNodes(bundle: KeyBundle): BinaryNode[] {
  const key = (
    tag: string,
    id: number,
    value: Uint8Array,
    rest: BinaryNode[] = [],
  ): BinaryNode => ({
    tag,
    attrs: {},
    content: [
      { tag: "id", attrs: {}, content: bigEndian(id, 3) },
      { tag: "value", attrs: {}, content: value },
      ...rest,
    ],
  });
  const { signedPreKey, preKey } = bundle;
  return [
    { tag: "registration", attrs: {}, content: bigEndian(bundle.registrationId, 4) },
    { tag: "type", attrs: {}, content: Buffer.from([5]) },
    { tag: "identity", attrs: {}, content: bundle.identity },
    key("skey", signedPreKey.id, signedPreKey.key, [
      { tag: "signature", attrs: {}, content: signedPreKey.signature },
    ]),
    ...(preKey === null ? [] : [key("key", preKey.id, preKey.key)]),
  ];
}
