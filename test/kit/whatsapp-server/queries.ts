import {
  getBinaryNodeChild,
  getBinaryNodeChildren,
  jidDecode,
  type BinaryNode,
} from "@whiskeysockets/baileys";
import type { Companion } from "./companion.ts";
import type { Contact } from "./contact.ts";
import type { OwnerPhone } from "./owner.ts";
import { bundleNodes } from "./signal-device.ts";

/** What an answer is made from. */
export interface QueryContext {
  owner: OwnerPhone;
  companion: Companion;
  contact(jid: string): Contact | null;
  contactByPhone(phone: string): Contact | null;
  mediaHost: string;
}

type Answer = (iq: BinaryNode, context: QueryContext) => Promise<BinaryNode[]> | BinaryNode[];

/** The answers to a linked device's questions, by namespace; others get an empty one. */
const ANSWERS: Record<string, Answer> = {
  encrypt: async (iq, context) => {
    const { companion, owner } = context;
    if (iq.attrs["type"] === "set") {
      storePreKeys(iq, companion);
      return [];
    }
    if (getBinaryNodeChild(iq, "count") !== undefined)
      return [{ tag: "count", attrs: { value: String(companion.preKeys.size) } }];
    if (getBinaryNodeChild(iq, "digest") !== undefined) return [{ tag: "digest", attrs: {} }];
    const asked = getBinaryNodeChildren(getBinaryNodeChild(iq, "key"), "user");
    const users: BinaryNode[] = [];
    for (const { attrs } of asked) {
      const jid = attrs["jid"] ?? "";
      const signal = isOwn(jid, owner) ? owner.signal : context.contact(jid)?.signal;
      if (signal !== undefined)
        users.push({ tag: "user", attrs: { jid }, content: bundleNodes(await signal.bundle()) });
    }
    return [{ tag: "list", attrs: {}, content: users }];
  },
  usync: (iq, context) => {
    const usync = getBinaryNodeChild(iq, "usync");
    const asked = getBinaryNodeChildren(getBinaryNodeChild(usync, "list"), "user");
    const wanted = new Set(
      (getBinaryNodeChild(usync, "query")?.content as BinaryNode[] | undefined)?.map(
        ({ tag }) => tag,
      ),
    );
    const users = asked.flatMap((user) => usyncUser(user, wanted, context));
    return [
      {
        tag: "usync",
        attrs: {},
        content: [
          { tag: "result", attrs: {} },
          { tag: "list", attrs: {}, content: users },
        ],
      },
    ];
  },
  privacy: () => [
    {
      tag: "privacy",
      attrs: {},
      content: [{ tag: "category", attrs: { name: "readreceipts", value: "all" } }],
    },
  ],
  blocklist: () => [{ tag: "list", attrs: {} }],
  abt: () => [{ tag: "props", attrs: {} }],
  "w:sync:app:state": (iq) => {
    const sync = getBinaryNodeChild(iq, "sync");
    const collections = getBinaryNodeChildren(sync, "collection").map(({ attrs }) => ({
      tag: "collection",
      attrs: { name: attrs["name"] ?? "", version: attrs["version"] ?? "0" },
    }));
    return [{ tag: "sync", attrs: {}, content: collections }];
  },
  "w:m": (_iq, { mediaHost }) => [
    {
      tag: "media_conn",
      attrs: { auth: "auth", ttl: "300", max_buckets: "12" },
      content: [{ tag: "host", attrs: { hostname: mediaHost } }],
    },
  ],
};

/** Answers a question. */
export async function answerQuery(iq: BinaryNode, context: QueryContext): Promise<BinaryNode> {
  const answer = ANSWERS[iq.attrs["xmlns"] ?? ""];
  const content = answer === undefined ? [] : await answer(iq, context);
  return {
    tag: "iq",
    attrs: { id: iq.attrs["id"] ?? "", from: "s.whatsapp.net", type: "result" },
    content,
  };
}

function storePreKeys(iq: BinaryNode, companion: Companion): void {
  for (const key of getBinaryNodeChildren(getBinaryNodeChild(iq, "list"), "key")) {
    const id = bytesOf(getBinaryNodeChild(key, "id"));
    const value = bytesOf(getBinaryNodeChild(key, "value"));
    companion.preKeys.set(id.readUIntBE(0, 3), value);
  }
}

function usyncUser(
  user: BinaryNode,
  wanted: ReadonlySet<string>,
  context: QueryContext,
): BinaryNode[] {
  const { owner } = context;
  const jid = user.attrs["jid"];
  if (jid === undefined) {
    // A number: those without WhatsApp are left out.
    const number = bytesOf(getBinaryNodeChild(user, "contact")).toString("utf8").replace("+", "");
    const contact = context.contactByPhone(number);
    return contact === null
      ? []
      : [
          {
            tag: "user",
            attrs: { jid: contact.phoneJid },
            content: [{ tag: "contact", attrs: { type: "in" } }],
          },
        ];
  }
  const contact = context.contact(jid);
  const own = isOwn(jid, owner);
  if (contact === null && !own) return [{ tag: "user", attrs: { jid }, content: [] }];
  const content: BinaryNode[] = [];
  if (wanted.has("devices"))
    content.push({
      tag: "devices",
      attrs: {},
      content: [{ tag: "device-list", attrs: {}, content: own ? ownDevices(owner) : [DEVICE] }],
    });
  if (wanted.has("lid") && jid.endsWith("@s.whatsapp.net"))
    content.push({
      tag: "lid",
      attrs: { val: own ? owner.lidJid() : (contact?.lidJid ?? "") },
    });
  return [{ tag: "user", attrs: { jid }, content }];
}

const DEVICE: BinaryNode = { tag: "device", attrs: { id: "0" } };

function ownDevices(owner: OwnerPhone): BinaryNode[] {
  return [
    DEVICE,
    ...[...owner.companions.keys()].map((id) => ({
      tag: "device",
      attrs: { id: String(id), "key-index": String(id) },
    })),
  ];
}

/** True for the phone's own number or LID, whatever device. */
export function isOwn(jid: string, owner: OwnerPhone): boolean {
  const user = jidDecode(jid)?.user;
  return user === owner.phone || user === owner.lid;
}

/** The bytes an element holds; none when it holds elements or nothing. */
export function bytesOf(node: BinaryNode | undefined): Buffer {
  const content = node?.content;
  return typeof content === "string"
    ? Buffer.from(content)
    : content instanceof Uint8Array
      ? Buffer.from(content)
      : Buffer.alloc(0);
}
