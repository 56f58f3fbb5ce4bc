import { z } from "zod";
import { isLanguage } from "../../core/language.ts";
import type { InboundContent, InboundMessage, Medium } from "../../core/message.ts";

/** Lenient about theirs: what we do not know of an update passes through unread. */
const user = z.looseObject({
  id: z.number(),
  is_bot: z.boolean().optional(),
  language_code: z.string().optional(),
});
const chat = z.looseObject({ id: z.number(), type: z.string() });
const file = z.looseObject({
  file_id: z.string(),
  file_size: z.number().optional(),
  mime_type: z.string().optional(),
});
const message = z.looseObject({
  message_id: z.number(),
  date: z.number(),
  chat,
  from: user.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  contact: z.looseObject({ phone_number: z.string(), user_id: z.number().optional() }).optional(),
  location: z.looseObject({ latitude: z.number(), longitude: z.number() }).optional(),
  sticker: z.looseObject({ emoji: z.string().optional() }).optional(),
  photo: z.array(file).optional(),
  voice: file.optional(),
  audio: file.optional(),
  video: file.optional(),
  video_note: file.optional(),
  animation: file.optional(),
  document: file.optional(),
});
const update = z.looseObject({
  update_id: z.number(),
  message: message.optional(),
  callback_query: z
    .looseObject({
      id: z.string(),
      from: user,
      data: z.string().optional(),
      message: z
        .looseObject({ message_id: z.number(), date: z.number().optional(), chat })
        .optional(),
    })
    .optional(),
  my_chat_member: z
    .looseObject({ chat, date: z.number(), new_chat_member: z.looseObject({ status: z.string() }) })
    .optional(),
});

type Update = z.infer<typeof update>;
type Message = z.infer<typeof message>;

/** What an update is to us. */
export type ReadUpdate =
  | { kind: "message"; message: InboundMessage; pressId: string | null }
  /** Well-formed, and passed over on purpose. */
  | { kind: "ignored" }
  /** Not an update. */
  | { kind: "malformed" };

/** Separates question and value in a button's data. */
const SEPARATOR = "|";

/** The data of a button: at most 64 bytes. */
export function buttonData(question: string, value: string): string {
  return `${question}${SEPARATOR}${value}`;
}

/** Reads one update of the Bot API. `receivedAt` dates presses, which carry no time of their own. */
export function readUpdate(raw: unknown, receivedAt: Date): ReadUpdate {
  const parsed = update.safeParse(raw);
  if (!parsed.success) return { kind: "malformed" };
  const read = parsed.data;
  if (read.callback_query !== undefined) return readPress(read, read.callback_query, receivedAt);
  if (read.my_chat_member !== undefined) return readMembership(read, read.my_chat_member);
  if (
    read.message === undefined ||
    read.message.chat.type !== "private" ||
    read.message.from?.is_bot === true
  )
    return { kind: "ignored" };
  const content = readContent(read.message);
  if (content === null) return { kind: "ignored" };
  const hint = read.message.from?.language_code?.slice(0, 2) ?? "";
  return {
    kind: "message",
    pressId: null,
    message: {
      channel: "telegram",
      // The same message delivered under two updates is still one message.
      providerId: `m${read.message.chat.id}:${read.message.message_id}`,
      address: String(read.message.chat.id),
      sentAt: new Date(read.message.date * 1000),
      sequence: read.message.message_id,
      content,
      languageHint: isLanguage(hint) ? hint : null,
    },
  };
}

function readPress(
  read: Update,
  press: NonNullable<Update["callback_query"]>,
  receivedAt: Date,
): ReadUpdate {
  const cut = press.data?.indexOf(SEPARATOR) ?? -1;
  if (press.data === undefined || cut < 0) return { kind: "ignored" };
  return {
    kind: "message",
    pressId: press.id,
    message: {
      channel: "telegram",
      providerId: `c${press.id}`,
      address: String(press.from.id),
      sentAt: receivedAt,
      sequence: read.update_id,
      content: {
        kind: "press",
        question: press.data.slice(0, cut),
        value: press.data.slice(cut + 1),
      },
      languageHint: null,
    },
  };
}

function readMembership(read: Update, change: NonNullable<Update["my_chat_member"]>): ReadUpdate {
  if (change.chat.type !== "private") return { kind: "ignored" };
  return {
    kind: "message",
    pressId: null,
    message: {
      channel: "telegram",
      providerId: `u${read.update_id}:${change.date}`,
      address: String(change.chat.id),
      sentAt: new Date(change.date * 1000),
      sequence: read.update_id,
      content: { kind: "reachable", reachable: change.new_chat_member.status !== "kicked" },
      languageHint: null,
    },
  };
}

function readContent(read: Message): InboundContent | null {
  if (read.text !== undefined) return { kind: "text", text: read.text };
  if (read.contact !== undefined) {
    const own = read.contact.user_id !== undefined && read.contact.user_id === read.from?.id;
    return { kind: "contact", phone: read.contact.phone_number, own };
  }
  if (read.location !== undefined)
    return {
      kind: "location",
      latitude: read.location.latitude,
      longitude: read.location.longitude,
    };
  if (read.sticker !== undefined) return { kind: "sticker", emoji: read.sticker.emoji ?? "" };
  return readMedia(read);
}

function readMedia(read: Message): InboundContent | null {
  const media = (kind: Medium, one: z.infer<typeof file>): InboundContent => ({
    kind: "media",
    media: kind,
    caption: read.caption ?? "",
    file: one.file_id,
    ...(one.file_size !== undefined && { size: one.file_size }),
  });
  const picture = read.photo?.at(-1);
  if (picture !== undefined) return media("picture", picture);
  const voice = read.voice ?? read.audio;
  if (voice !== undefined) return media("voice", voice);
  const video = read.video ?? read.video_note ?? read.animation;
  if (video !== undefined) return media("video", video);
  if (read.document === undefined) return null;
  // Pictures are sent as files by those who want to keep them sharp.
  const isPicture = read.document.mime_type?.startsWith("image/") === true;
  return media(isPicture ? "picture" : "document", read.document);
}
