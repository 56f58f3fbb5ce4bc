import { createHmac } from "node:crypto";
import { deflateSync } from "node:zlib";
import { Curve, proto, type BinaryNode } from "@whiskeysockets/baileys";
import { Companion, type CompanionKeys } from "./companion.ts";
import { SignalDevice } from "./signal-device.ts";

const ACCOUNT_PREFIX = Buffer.from([6, 0]);
const DEVICE_PREFIX = Buffer.from([6, 1]);

/** The phone whose number is linked: it scans, signs the new device, and has the first copy of everything. */
export class OwnerPhone {
  readonly phone: string;
  readonly lid: string;
  readonly name: string;
  readonly signal = new SignalDevice();
  readonly companions = new Map<number, Companion>();
  /** Copies of sent messages it could read, and those it could not. */
  copies = 0;
  failures = 0;
  #nextDevice = 1;
  #nextOwn = 1;
  #tail: Promise<unknown> = Promise.resolve();

  /** @param phone digits, with the country's */
  constructor(phone: string, lid: string, name: string) {
    this.phone = phone;
    this.lid = lid;
    this.name = name;
  }

  /** The phone-number JID of a device; of the phone itself for 0. */
  jid(device = 0): string {
    return `${this.phone}${device === 0 ? "" : `:${device}`}@s.whatsapp.net`;
  }

  lidJid(device = 0): string {
    return `${this.lid}${device === 0 ? "" : `:${device}`}@lid`;
  }

  /** Signs a device whose keys and secret it was shown; gives what `pair-success` holds. */
  sign(
    keys: CompanionKeys,
    advSecret: Uint8Array,
  ): { companion: Companion; content: BinaryNode[] } {
    const companion = new Companion(this.#nextDevice++, keys);
    const identity = this.signal.identityKey;
    const details = proto.ADVDeviceIdentity.encode({
      rawId: 1,
      timestamp: 1,
      keyIndex: companion.device,
    }).finish();
    const account = proto.ADVSignedDeviceIdentity.encode({
      details,
      accountSignatureKey: identity.public,
      accountSignature: Curve.sign(
        identity.private,
        Buffer.concat([ACCOUNT_PREFIX, details, keys.identity]),
      ),
    }).finish();
    const hmac = createHmac("sha256", advSecret).update(account).digest();
    const signed = proto.ADVSignedDeviceIdentityHMAC.encode({ details: account, hmac }).finish();
    const { device } = companion;
    return {
      companion,
      content: [
        { tag: "device-identity", attrs: {}, content: signed },
        { tag: "device", attrs: { jid: this.jid(device), lid: this.lidJid(device) } },
        { tag: "platform", attrs: { name: "android" } },
      ],
    };
  }

  /** At a device's first login: an empty history, as the app sends it, so that it waits for none. */
  async greet(companion: Companion): Promise<void> {
    const history = deflateSync(
      proto.HistorySync.encode({
        syncType: proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP,
        conversations: [],
        progress: 100,
        chunkOrder: 1,
      }).finish(),
    );
    const message: proto.IMessage = {
      protocolMessage: {
        type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
        historySyncNotification: {
          syncType: proto.Message.HistorySyncType.INITIAL_BOOTSTRAP,
          initialHistBootstrapInlinePayload: history,
          progress: 100,
          chunkOrder: 1,
        },
      },
    };
    await this.#inTurn(async () => {
      const jid = this.lidJid(companion.device);
      if (!(await this.signal.hasSession(jid)))
        await this.signal.begin(jid, companion.takeBundle());
      const { type, ciphertext } = await this.signal.encrypt(jid, message);
      const id = `3AHISTORY${companion.device}`;
      companion.deliver({
        tag: "message",
        attrs: { id, from: this.jid(), type: "text", category: "peer", t: now() },
        content: [{ tag: "enc", attrs: { v: "2", type }, content: ciphertext }],
      });
    });
  }

  /** The copy of a message that the device sent to somebody: it must be readable. */
  async copy(companion: Companion, type: string, ciphertext: Uint8Array): Promise<void> {
    await this.#inTurn(async () => {
      try {
        const jid = this.lidJid(companion.device);
        const message = await this.signal.decrypt(jid, type, ciphertext);
        if (message.deviceSentMessage) this.copies += 1;
      } catch {
        this.failures += 1;
      }
    });
  }

  /** The owner writes to somebody by hand: linked devices see it too. */
  async writes(to: string, text: string): Promise<void> {
    const message = { deviceSentMessage: { destinationJid: to, message: { conversation: text } } };
    await this.#inTurn(async () => {
      for (const companion of this.companions.values()) {
        const jid = this.lidJid(companion.device);
        if (!(await this.signal.hasSession(jid)))
          await this.signal.begin(jid, companion.takeBundle());
        const { type, ciphertext } = await this.signal.encrypt(jid, message);
        companion.deliver({
          tag: "message",
          attrs: {
            id: `3AOWN${this.#nextOwn++}`,
            from: this.lidJid(),
            recipient: to,
            type: "text",
            t: now(),
            notify: this.name,
          },
          content: [{ tag: "enc", attrs: { v: "2", type }, content: ciphertext }],
        });
      }
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Throws unless the new device signed itself with the identity it showed. */
  check(companion: Companion, answer: Uint8Array, verify: Verify): void {
    const { details, deviceSignature } = proto.ADVSignedDeviceIdentity.decode(answer);
    const { identity } = companion.keys;
    const signed = Buffer.concat([
      DEVICE_PREFIX,
      details ?? Buffer.alloc(0),
      identity,
      this.signal.identityKey.public,
    ]);
    if (!deviceSignature || !verify(identity, signed, deviceSignature))
      throw new Error("the device did not sign itself");
  }
}

export type Verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

function now(): string {
  return String(Math.trunc(Date.now() / 1000));
}
