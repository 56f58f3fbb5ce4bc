import { randomBytes } from "node:crypto";
import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  hkdf,
  proto,
  sha256,
  type KeyPair,
} from "@whiskeysockets/baileys";

const PROTOCOL = "Noise_XX_25519_AESGCM_SHA256\0\0\0\0";
/** What a client says first: "WA", protocol 6, dictionary 3. */
export const HEADER = Buffer.from([87, 65, 6, 3]);
const NOTHING = Buffer.alloc(0);

/** The server's keys: a root that signs an intermediate, which signs the key of the handshake. */
export interface ServerKeys {
  rootKey: Uint8Array;
  staticKey: KeyPair;
  certificates: Uint8Array;
}

/** Makes a certificate chain with a root key of its own. */
export function newServerKeys(): ServerKeys {
  const root = Curve.generateKeyPair();
  const intermediate = Curve.generateKeyPair();
  const staticKey = Curve.generateKeyPair();
  const { Details } = proto.CertChain.NoiseCertificate;
  const signed = (
    fields: { serial: number; issuerSerial: number; key: Uint8Array },
    by: KeyPair,
  ): proto.CertChain.INoiseCertificate => {
    const details = Details.encode(Details.fromObject(fields)).finish();
    return { details, signature: Curve.sign(by.private, details) };
  };
  const certificates = proto.CertChain.encode({
    intermediate: signed({ serial: 1, issuerSerial: 0, key: intermediate.public }, root),
    leaf: signed({ serial: 2, issuerSerial: 1, key: staticKey.public }, intermediate),
  }).finish();
  return { rootKey: root.public, staticKey, certificates };
}

function ivOf(counter: number): Uint8Array {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
}

/** The server's side of Noise XX: two messages of handshake, then sealed frames in both directions. */
export class ServerNoise {
  readonly #keys: ServerKeys;
  #hash: Uint8Array = Buffer.from(PROTOCOL);
  #salt: Uint8Array = Buffer.from(PROTOCOL);
  #key: Uint8Array = Buffer.from(PROTOCOL);
  #counter = 0;
  #ephemeral: KeyPair = Curve.generateKeyPair();
  #read: { key: Uint8Array; counter: number } | null = null;
  #write: { key: Uint8Array; counter: number } | null = null;

  constructor(keys: ServerKeys) {
    this.#keys = keys;
    this.#mixHash(HEADER);
  }

  /** Takes the client's hello and makes the answer. */
  hello(frame: Uint8Array): Uint8Array {
    const theirs = proto.HandshakeMessage.decode(frame).clientHello?.ephemeral;
    if (!theirs) throw new Error("no hello");
    this.#mixHash(theirs);
    this.#mixHash(this.#ephemeral.public);
    this.#mixKey(Curve.sharedKey(this.#ephemeral.private, theirs));
    const statics = this.#seal(this.#keys.staticKey.public);
    this.#mixKey(Curve.sharedKey(this.#keys.staticKey.private, theirs));
    const payload = this.#seal(this.#keys.certificates);
    return proto.HandshakeMessage.encode({
      serverHello: { ephemeral: this.#ephemeral.public, static: statics, payload },
    }).finish();
  }

  /** Takes the client's last word of the handshake: who it is. Frames are sealed from here on. */
  finish(frame: Uint8Array): { noiseKey: Uint8Array; payload: proto.ClientPayload } {
    const final = proto.HandshakeMessage.decode(frame).clientFinish;
    if (!final?.static || !final.payload) throw new Error("no finish");
    const noiseKey = this.#open(final.static);
    this.#mixKey(Curve.sharedKey(this.#ephemeral.private, noiseKey));
    const payload = proto.ClientPayload.decode(this.#open(final.payload));
    const keys = hkdf(NOTHING, 64, { salt: Buffer.from(this.#salt), info: "" });
    this.#read = { key: keys.subarray(0, 32), counter: 0 };
    this.#write = { key: keys.subarray(32), counter: 0 };
    return { noiseKey, payload };
  }

  /** Opens a frame of the client's. */
  open(frame: Uint8Array): Uint8Array {
    if (this.#read === null) throw new Error("the handshake is not over");
    return aesDecryptGCM(frame, this.#read.key, ivOf(this.#read.counter++), NOTHING);
  }

  /** Seals a frame for the client. */
  seal(data: Uint8Array): Uint8Array {
    if (this.#write === null) throw new Error("the handshake is not over");
    return aesEncryptGCM(data, this.#write.key, ivOf(this.#write.counter++), NOTHING);
  }

  #mixHash(data: Uint8Array): void {
    this.#hash = sha256(Buffer.concat([this.#hash, data]));
  }

  #mixKey(shared: Uint8Array): void {
    const mixed = hkdf(Buffer.from(shared), 64, { salt: Buffer.from(this.#salt), info: "" });
    this.#salt = mixed.subarray(0, 32);
    this.#key = mixed.subarray(32);
    this.#counter = 0;
  }

  #seal(data: Uint8Array): Uint8Array {
    const sealed = aesEncryptGCM(data, this.#key, ivOf(this.#counter++), this.#hash);
    this.#mixHash(sealed);
    return sealed;
  }

  #open(sealed: Uint8Array): Uint8Array {
    const data = aesDecryptGCM(sealed, this.#key, ivOf(this.#counter++), this.#hash);
    this.#mixHash(sealed);
    return data;
  }
}

/** Bytes nobody can open, of the length of a small frame. */
export function noise(length = 64): Uint8Array {
  return randomBytes(length);
}
