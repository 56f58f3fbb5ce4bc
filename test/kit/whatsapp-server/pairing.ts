import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  Curve,
  derivePairingCodeKey,
  generateSignalPubKey,
  getBinaryNodeChild,
  hkdf,
  type BinaryNode,
  type KeyPair,
} from "@whiskeysockets/baileys";
import { randomBytes } from "node:crypto";
import { verifySignature } from "libsignal/src/curve.js";
import type { Companion, CompanionKeys } from "./companion.ts";
import type { Connection } from "./connection.ts";
import type { OwnerPhone } from "./owner.ts";
import { bytesOf } from "./queries.ts";

/** A client that shows its QR and waits for a phone. */
export interface Pairing {
  connection: Connection;
  keys: CompanionKeys;
  refs: string[];
  /** The phone that signed it. */
  signed: { owner: OwnerPhone; companion: Companion } | null;
  /** What the client said when it asked for a code, and the phone's part. */
  code: { phone: string; hello: Buffer; ephemeral: KeyPair; owner: OwnerPhone | null } | null;
}

/** The phone's camera sees a QR: it signs the device behind it. */
export function scan(qr: string, owner: OwnerPhone, pairings: Iterable<Pairing>): void {
  const [ref = "", noiseKey = "", identity = "", secret = ""] = qr
    .slice(qr.indexOf("#") + 1)
    .split(",");
  const pairing = [...pairings].find(({ refs }) => refs.includes(ref));
  if (pairing === undefined) throw new Error("this QR is not valid any more");
  if (Buffer.from(pairing.keys.noiseKey).toString("base64") !== noiseKey)
    throw new Error("the QR shows another noise key");
  if (Buffer.from(pairing.keys.identity).toString("base64") !== identity)
    throw new Error("the QR shows another identity");
  succeed(pairing, owner, Buffer.from(secret, "base64"));
}

/** The phone's owner types the code the client shows. */
export async function typeCode(
  code: string,
  owner: OwnerPhone,
  pairings: Iterable<Pairing>,
): Promise<void> {
  const pairing = [...pairings].find((one) => one.code?.phone === owner.phone);
  if (pairing?.code == null) throw new Error("no device asked for a code");
  pairing.code.owner = owner;
  const { hello, ephemeral } = pairing.code;
  const key = await derivePairingCodeKey(code, hello.subarray(0, 32));
  const theirs = aesDecryptCTR(hello.subarray(48, 80), key, hello.subarray(32, 48));
  pairing.code.hello = theirs;
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const wrapped = aesEncryptCTR(ephemeral.public, await derivePairingCodeKey(code, salt), iv);
  pairing.connection.send({
    tag: "notification",
    attrs: {
      id: pairing.connection.newId(),
      type: "link_code_companion_reg",
      from: "s.whatsapp.net",
      t: "1",
    },
    content: [
      {
        tag: "link_code_companion_reg",
        attrs: { stage: "primary_hello" },
        content: [
          { tag: "link_code_pairing_ref", attrs: {}, content: Buffer.from(pairing.refs[0] ?? "") },
          { tag: "primary_identity_pub", attrs: {}, content: owner.signal.identityKey.public },
          {
            tag: "link_code_pairing_wrapped_primary_ephemeral_pub",
            attrs: {},
            content: Buffer.concat([salt, iv, wrapped]),
          },
        ],
      },
    ],
  });
}

/** What a client says while it is being linked. */
export function answerPairing(node: BinaryNode, pairing: Pairing): Promise<void> {
  const sign = getBinaryNodeChild(node, "pair-device-sign");
  if (sign !== undefined)
    finishLinking(bytesOf(getBinaryNodeChild(sign, "device-identity")), pairing);
  const code = getBinaryNodeChild(node, "link_code_companion_reg");
  if (code === undefined) return Promise.resolve();
  if (code.attrs["stage"] === "companion_hello") {
    pairing.code = {
      phone: (code.attrs["jid"] ?? "").split("@")[0] ?? "",
      hello: bytesOf(getBinaryNodeChild(code, "link_code_pairing_wrapped_companion_ephemeral_pub")),
      ephemeral: Curve.generateKeyPair(),
      owner: null,
    };
  }
  pairing.connection.send({
    tag: "iq",
    attrs: { id: node.attrs["id"] ?? "", type: "result", from: "s.whatsapp.net" },
    content: [],
  });
  if (code.attrs["stage"] === "companion_finish")
    finishCode(bytesOf(getBinaryNodeChild(code, "link_code_pairing_wrapped_key_bundle")), pairing);
  return Promise.resolve();
}

function finishCode(bundle: Buffer, pairing: Pairing): void {
  const { code } = pairing;
  if (code?.owner == null) throw new Error("no phone typed the code");
  const shared = Curve.sharedKey(code.ephemeral.private, code.hello);
  const key = hkdf(shared, 32, {
    salt: bundle.subarray(0, 32),
    info: "link_code_pairing_key_bundle_encryption_key",
  });
  const opened = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), Buffer.alloc(0));
  const identity = opened.subarray(0, 32);
  const random = opened.subarray(64, 96);
  const identityShared = Curve.sharedKey(code.owner.signal.identityKey.private, identity);
  const secret = hkdf(Buffer.concat([shared, identityShared, random]), 32, { info: "adv_secret" });
  succeed(pairing, code.owner, secret);
}

function succeed(pairing: Pairing, owner: OwnerPhone, secret: Uint8Array): void {
  const { companion, content } = owner.sign(pairing.keys, secret);
  pairing.signed = { owner, companion };
  pairing.connection.send({
    tag: "iq",
    attrs: { type: "set", id: pairing.connection.newId(), xmlns: "md", from: "s.whatsapp.net" },
    content: [{ tag: "pair-success", attrs: {}, content }],
  });
}

function finishLinking(answer: Uint8Array, pairing: Pairing): void {
  if (pairing.signed === null) throw new Error("nobody scanned yet");
  const { owner, companion } = pairing.signed;
  owner.check(companion, answer, (key, message, signature) =>
    verifySignature(generateSignalPubKey(key), message, signature),
  );
  owner.companions.set(companion.device, companion);
  pairing.connection.streamError("515");
}
