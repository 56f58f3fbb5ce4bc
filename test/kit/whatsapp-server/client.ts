import {
  getBinaryNodeChild,
  getBinaryNodeChildren,
  jidDecode,
  type proto,
  type BinaryNode,
} from "@whiskeysockets/baileys";
import type { Companion, CompanionKeys } from "./companion.ts";
import type { Connection, ConnectionListener } from "./connection.ts";
import type { Contact } from "./contact.ts";
import type { Faults } from "./faults.ts";
import type { OwnerPhone } from "./owner.ts";
import { answerPairing, type Pairing } from "./pairing.ts";
import { answerQuery, bytesOf, isOwn } from "./queries.ts";

/** What a client's session needs of the server. */
export interface House {
  owners(): OwnerPhone[];
  contact(jid: string): Contact | null;
  contactByPhone(phone: string): Contact | null;
  mediaHost(): string;
  faults: Faults;
  /** Clients that wait to be linked. */
  pairings: Set<Pairing>;
  /** Every stanza of a client's, for tests that look closely. */
  noted(node: BinaryNode): void;
}

/** One client's session: linking, or the life of a linked device. */
export class Client implements ConnectionListener {
  readonly connection: Connection;
  readonly #house: House;
  #pairing: Pairing | null = null;
  #owner: OwnerPhone | null = null;
  #companion: Companion | null = null;

  constructor(connection: Connection, house: House) {
    this.connection = connection;
    this.#house = house;
  }

  get companion(): Companion | null {
    return this.#companion;
  }

  introduced(noiseKey: Uint8Array, payload: proto.ClientPayload): Promise<void> {
    const { failLogin } = this.#house.faults;
    if (failLogin !== null) this.connection.fail(failLogin);
    else if (payload.devicePairingData) this.#offerLinking(noiseKey, payload.devicePairingData);
    else this.#login(noiseKey, Number(payload.username), payload.device ?? 0);
    return Promise.resolve();
  }

  async received(node: BinaryNode): Promise<void> {
    this.#house.noted(node);
    if (this.#pairing !== null) return answerPairing(node, this.#pairing);
    const owner = this.#owner;
    const companion = this.#companion;
    if (owner === null || companion === null) return;
    const { attrs } = node;
    switch (node.tag) {
      case "iq":
        return this.#answer(node, owner, companion);
      case "ib":
        if (getBinaryNodeChild(node, "offline_batch") !== undefined) companion.catchUp();
        return;
      case "message":
        return this.#relay(node, owner, companion);
      case "receipt":
        return this.#receipt(node, companion);
      case "ack":
        companion.confirmed(attrs["id"] ?? "");
        return;
      default:
    }
  }

  closed(): void {
    if (this.#pairing !== null) this.#house.pairings.delete(this.#pairing);
    if (this.#companion?.connection === this.connection) {
      this.#companion.connection = null;
      this.#companion.caughtUp = false;
    }
  }

  #offerLinking(noiseKey: Uint8Array, data: proto.ClientPayload.IDevicePairingRegistrationData) {
    const keys: CompanionKeys = {
      noiseKey,
      registrationId: Buffer.from(data.eRegid ?? []).readUInt32BE(0),
      identity: data.eIdent ?? Buffer.alloc(0),
      signedPreKey: {
        id: Buffer.from(data.eSkeyId ?? []).readUIntBE(0, 3),
        key: data.eSkeyVal ?? Buffer.alloc(0),
        signature: data.eSkeySig ?? Buffer.alloc(0),
      },
    };
    this.#pairing = { connection: this.connection, keys, refs: [], signed: null, code: null };
    const { refs } = this.#pairing;
    for (let number = 1; number <= 6; number++) refs.push(`2@ref-${this.connection.newId()}`);
    this.#house.pairings.add(this.#pairing);
    this.connection.send({
      tag: "iq",
      attrs: { type: "set", id: this.connection.newId(), xmlns: "md", from: "s.whatsapp.net" },
      content: [
        {
          tag: "pair-device",
          attrs: {},
          content: refs.map((ref) => ({ tag: "ref", attrs: {}, content: Buffer.from(ref) })),
        },
      ],
    });
  }

  #login(noiseKey: Uint8Array, username: number, device: number): void {
    const owner = this.#house.owners().find(({ phone }) => phone === String(username));
    const companion = owner?.companions.get(device);
    if (
      owner === undefined ||
      companion === undefined ||
      !Buffer.from(companion.keys.noiseKey).equals(noiseKey)
    ) {
      this.connection.fail(401);
      return;
    }
    // A second login with the same keys throws the first one out.
    companion.connection?.streamError(null, [{ tag: "conflict", attrs: { type: "replaced" } }]);
    this.#owner = owner;
    this.#companion = companion;
    companion.connection = this.connection;
    companion.caughtUp = false;
    companion.logins += 1;
    this.connection.send({
      tag: "success",
      attrs: { t: String(Math.trunc(Date.now() / 1000)), lid: owner.lidJid(device), location: "x" },
    });
  }

  async #answer(iq: BinaryNode, owner: OwnerPhone, companion: Companion): Promise<void> {
    if (getBinaryNodeChild(iq, "remove-companion-device") !== undefined) {
      owner.companions.delete(companion.device);
      this.connection.streamError("401", [{ tag: "conflict", attrs: { type: "device_removed" } }]);
      return;
    }
    const house = this.#house;
    const answer = await answerQuery(iq, {
      owner,
      companion,
      contact: (jid) => house.contact(jid),
      contactByPhone: (phone) => house.contactByPhone(phone),
      mediaHost: house.mediaHost(),
    });
    this.connection.send(answer);
    if (getBinaryNodeChild(iq, "active") === undefined) return;
    if (companion.logins === 1) await owner.greet(companion);
    this.connection.send({
      tag: "ib",
      attrs: {},
      content: [{ tag: "offline_preview", attrs: { count: String(companion.unconfirmed.size) } }],
    });
  }

  async #relay(node: BinaryNode, owner: OwnerPhone, companion: Companion): Promise<void> {
    const { faults } = this.#house;
    const { id = "", to = "" } = node.attrs;
    const refusal = faults.refusals.get(jidDecode(to)?.user ?? "");
    const ack: BinaryNode = {
      tag: "ack",
      attrs: {
        class: "message",
        id,
        from: to,
        t: String(Math.trunc(Date.now() / 1000)),
        ...(refusal !== undefined && { error: String(refusal) }),
      },
    };
    const delivery = refusal === undefined ? this.#deliver(node, id, owner, companion) : undefined;
    if (faults.lostAcks > 0) faults.lostAcks -= 1;
    else if (faults.ackDelayMs > 0) setTimeout(() => this.connection.send(ack), faults.ackDelayMs);
    else this.connection.send(ack);
    await delivery;
  }

  async #deliver(
    node: BinaryNode,
    id: string,
    owner: OwnerPhone,
    companion: Companion,
  ): Promise<void> {
    const participants = getBinaryNodeChild(node, "participants");
    const direct = getBinaryNodeChildren(node, "enc");
    const copies = getBinaryNodeChildren(participants, "to").map((one) => ({
      jid: one.attrs["jid"] ?? "",
      enc: getBinaryNodeChild(one, "enc"),
    }));
    for (const enc of direct) copies.push({ jid: node.attrs["to"] ?? "", enc });
    await Promise.all(
      copies.map(async ({ jid, enc }) => {
        if (enc === undefined) return;
        const { type = "" } = enc.attrs;
        if (isOwn(jid, owner)) await owner.copy(companion, type, bytesOf(enc));
        else await this.#house.contact(jid)?.take(id, companion, type, bytesOf(enc));
      }),
    );
  }

  async #receipt(node: BinaryNode, companion: Companion): Promise<void> {
    const { id = "", to = "", type } = node.attrs;
    companion.confirmed(id);
    this.connection.send({
      tag: "ack",
      attrs: { class: "receipt", id, from: to, ...(type !== undefined && { type }) },
    });
    if (type === "retry") await this.#house.contact(to)?.resend(id, companion);
  }
}
