import { z } from "zod";
import type { Receipt } from "../../core/channel.ts";
import type { InboundContent, InboundMessage, Medium } from "../../core/message.ts";
import { isUnreachable, reasonOf } from "./failures.ts";

/** Lenient about theirs: each message is read by itself, and one that cannot be read keeps no other back. */
const delivery = z.looseObject({
  object: z.string(),
  entry: z.array(z.looseObject({ changes: z.array(z.unknown()).optional() })),
});
const change = z.looseObject({
  field: z.literal("messages"),
  value: z.looseObject({
    metadata: z.looseObject({ phone_number_id: z.string() }),
    messages: z.array(z.unknown()).optional(),
    statuses: z.array(z.unknown()).optional(),
  }),
});
const file = z.looseObject({
  id: z.string(),
  caption: z.string().optional(),
  mime_type: z.string().optional(),
});
const reply = z.looseObject({ id: z.string(), title: z.string().optional() });
const message = z.looseObject({
  id: z.string(),
  from: z.string().optional(),
  /** Business-scoped id of somebody whose number is hidden. */
  from_user_id: z.string().optional(),
  timestamp: z.string(),
  type: z.string(),
  group_id: z.string().optional(),
  context: z.looseObject({ id: z.string().optional() }).nullish(),
  text: z.looseObject({ body: z.string() }).optional(),
  button: z.looseObject({ payload: z.string().optional(), text: z.string() }).optional(),
  interactive: z
    .looseObject({ button_reply: reply.optional(), list_reply: reply.optional() })
    .optional(),
  image: file.optional(),
  video: file.optional(),
  audio: file.optional(),
  document: file.optional(),
  location: z.looseObject({ latitude: z.number(), longitude: z.number() }).optional(),
  contacts: z
    .array(
      z.looseObject({
        phones: z
          .array(z.looseObject({ phone: z.string().optional(), wa_id: z.string().optional() }))
          .optional(),
      }),
    )
    .optional(),
});
const status = z.looseObject({
  id: z.string(),
  status: z.string(),
  timestamp: z.string(),
  biz_opaque_callback_data: z.string().optional(),
  errors: z.array(z.looseObject({ code: z.number() })).optional(),
});

type Message = z.infer<typeof message>;

/** What one webhook call brings. */
export interface ReadDelivery {
  messages: InboundMessage[];
  receipts: Receipt[];
}

/** Separates question and value in a button's id. */
const SEPARATOR = "|";

/** The id of a button or a list's row: at most 256 characters. */
export function buttonId(question: string, value: string): string {
  return `${question}${SEPARATOR}${value}`;
}

/**
 * Reads one call of the webhook; null when it is none. What is meant for another number, and what we do not
 * know, is passed over.
 * @param receivedAt orders messages written within one second
 */
export function readDelivery(raw: unknown, phoneId: string, receivedAt: Date): ReadDelivery | null {
  const parsed = delivery.safeParse(raw);
  if (!parsed.success) return null;
  const read: ReadDelivery = { messages: [], receipts: [] };
  for (const one of parsed.data.entry.flatMap(({ changes }) => changes ?? [])) {
    const { data } = change.safeParse(one);
    if (data === undefined || data.value.metadata.phone_number_id !== phoneId) continue;
    for (const written of data.value.messages ?? []) {
      const sequence = receivedAt.getTime() * 1000 + read.messages.length;
      const told = readMessage(written, sequence);
      if (told !== null) read.messages.push(told);
    }
    for (const told of data.value.statuses ?? []) {
      const receipt = readStatus(told);
      if (receipt !== null) read.receipts.push(receipt);
    }
  }
  return read;
}

function readMessage(raw: unknown, sequence: number): InboundMessage | null {
  const { data } = message.safeParse(raw);
  if (data === undefined || data.group_id !== undefined) return null;
  const address = addressOf(data);
  const sentAt = instantOf(data.timestamp);
  const content = readContent(data);
  if (address === null || sentAt === null || content === null) return null;
  const quotes = data.context?.id;
  return {
    channel: "whatsapp_cloud",
    providerId: data.id,
    address,
    ...(quotes !== undefined && { quotes }),
    sentAt,
    sequence,
    content,
    languageHint: null,
  };
}

/** `+51984000001` where the number is told, else the id that stands for it. */
function addressOf({ from, from_user_id: userId }: Message): string | null {
  if (from !== undefined && /^\d{6,15}$/.test(from)) return `+${from}`;
  return userId ?? from ?? null;
}

function instantOf(seconds: string): Date | null {
  return /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : null;
}

function readContent(read: Message): InboundContent | null {
  switch (read.type) {
    case "text":
      return read.text === undefined ? null : { kind: "text", text: read.text.body };
    case "button":
      return pressOrText(read.button?.payload, read.button?.text);
    case "interactive": {
      const chosen = read.interactive?.button_reply ?? read.interactive?.list_reply;
      return pressOrText(chosen?.id, chosen?.title);
    }
    case "image":
      return media("picture", read.image);
    case "audio":
      return media("voice", read.audio);
    case "video":
      return media("video", read.video);
    case "document":
      // Pictures are sent as files by those who want to keep them sharp.
      return read.document?.mime_type?.startsWith("image/") === true
        ? media("picture", read.document)
        : media("document", read.document);
    case "location": {
      if (read.location === undefined) return null;
      const { latitude, longitude } = read.location;
      return { kind: "location", latitude, longitude };
    }
    case "contacts":
      return readContact(read);
    // No words, but somebody sent them and is answered: polls and what is shown once come as unsupported.
    case "sticker":
    case "order":
    case "unsupported":
      return { kind: "sticker", emoji: "" };
    default:
      return null;
  }
}

function pressOrText(id: string | undefined, title: string | undefined): InboundContent | null {
  const cut = id?.indexOf(SEPARATOR) ?? -1;
  if (id !== undefined && cut > 0)
    return { kind: "press", question: id.slice(0, cut), value: id.slice(cut + 1) };
  return title === undefined ? { kind: "sticker", emoji: "" } : { kind: "text", text: title };
}

function media(kind: Medium, one: z.infer<typeof file> | undefined): InboundContent | null {
  return one === undefined
    ? null
    : { kind: "media", media: kind, caption: one.caption ?? "", file: one.id };
}

function readContact({ contacts, from }: Message): InboundContent {
  const given = contacts?.[0]?.phones?.[0];
  const digits = given?.wa_id ?? given?.phone?.replaceAll(/\D/g, "");
  return {
    kind: "contact",
    phone: given?.phone ?? given?.wa_id ?? null,
    own: digits !== undefined && digits === from,
  };
}

const STATES: Record<string, Receipt["state"]> = {
  sent: "sent",
  delivered: "delivered",
  read: "read",
  played: "read",
  failed: "failed",
};

function readStatus(raw: unknown): Receipt | null {
  const { data } = status.safeParse(raw);
  const state = data === undefined ? undefined : STATES[data.status];
  const at = data === undefined ? null : instantOf(data.timestamp);
  if (data === undefined || state === undefined || at === null) return null;
  const code = data.errors?.[0]?.code ?? 0;
  return {
    providerId: data.id,
    parcelId: data.biz_opaque_callback_data ?? null,
    state,
    at,
    reason: state === "failed" ? reasonOf(code) : null,
    ...(state === "failed" && isUnreachable(code) && { unreachable: true }),
  };
}
