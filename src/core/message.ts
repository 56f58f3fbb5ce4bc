import type { ChartSpec } from "./chart.ts";
import type { Language } from "./language.ts";

/** The messengers we speak through. */
/**
 * `whatsapp_cloud` is Meta's official interface beside an unofficial client; alone it serves `whatsapp`.
 */
export const CHANNELS = ["telegram", "whatsapp", "whatsapp_cloud", "simulator"] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** One event from a messenger, as its channel read it. */
export interface InboundMessage {
  channel: ChannelName;
  /** The messenger's own key of this event; a redelivered event has the same one. */
  providerId: string;
  /** Where the person is reached on this channel; only the channel looks inside. */
  address: string;
  /** Other addresses of the same person on this channel; `address` is the one that lasts. */
  alternates?: readonly string[];
  /** The messenger's id of a message of ours that this one quotes. */
  quotes?: string;
  /** When the person wrote, by the messenger's own timestamp. */
  sentAt: Date;
  /** Order of this chat's events within one second of `sentAt`. */
  sequence: number;
  content: InboundContent;
  /** Language of the person's app: a first guess only. */
  languageHint: Language | null;
}

export type InboundContent =
  | {
      kind: "text";
      text: string;
      /** The question of ours that it quotes. */
      question?: string;
    }
  /** A button of ours was pressed. `question` names the question it belonged to. */
  | { kind: "press"; question: string; value: string }
  | { kind: "contact"; phone: string | null; own: boolean }
  | { kind: "location"; latitude: number; longitude: number }
  /** Picture, voice, video, document: words of a caption are kept. */
  | {
      kind: "media";
      media: Medium;
      caption: string;
      /** The messenger's handle of it; `Channel.fetch` takes it. */
      file: string;
      /** Size in bytes as the messenger tells it. */
      size?: number;
    }
  | { kind: "sticker"; emoji: string }
  /** Something was written that could not be opened, and did not come again. */
  | { kind: "unreadable" }
  /** The person called; nobody can answer. */
  | { kind: "call" }
  /** The person blocked us or came back. */
  | { kind: "reachable"; reachable: boolean };

/** What a file is to whoever sends or gets it. */
export const MEDIA = ["picture", "voice", "video", "document"] as const;
export type Medium = (typeof MEDIA)[number];

/** A file of ours that goes with a message; `store/files.ts` keeps it. */
export interface Attachment {
  /** `voice` plays in the chat as if it were spoken there (Ogg with Opus), `audio` is a recording with a name. */
  kind: Exclude<Medium, "video"> | "audio";
  fileId: string;
}

/** Why a message goes out; decides what happens when the outcome of its send is unknown. */
export const OUTBOX_KINDS = ["reply", "nudge", "reminder", "broadcast", "notice"] as const;
export type OutboxKind = (typeof OUTBOX_KINDS)[number];

/** One message to a person, in words of their language; how it looks is the channel's business. */
export interface OutgoingContent {
  text: string;
  /** Numbered answers; numbers always work, buttons are added where the channel has them. */
  choices: Choice[];
  /** Several of the choices may be named at once, so they are typed and no buttons are shown. */
  several?: true;
  /** The text itself does not tell the choices yet: write them under it. */
  listed: boolean;
  /** The question this message asks, which presses and timers refer to; null for none. */
  question: string | null;
  picture: ChartSpec | null;
  /** A file that goes with the text. */
  attachment?: Attachment | null;
}

export interface Choice {
  /** What the person may type; null for an answer that only has a word or a button. */
  number: number | null;
  label: string;
  /** What a press sends back. */
  value: string;
}

/**
 * What the messengers take, in UTF-16 units: Telegram's Bot API (sendMessage, sendPhoto); WhatsApp
 * shows a fold after about 700 letters but takes longer texts, so Telegram's limits hold for both.
 * A button's label is cut on narrow phones beyond about 64.
 */
export const CHANNEL_LIMITS: Readonly<Record<ChannelName, ChannelLimits>> = {
  telegram: { text: 4096, caption: 1024, voiceCaption: 1024, label: 64 },
  // A voice note carries no words there.
  whatsapp: { text: 4096, caption: 1024, voiceCaption: 0, label: 64 },
  whatsapp_cloud: { text: 4096, caption: 1024, voiceCaption: 0, label: 64 },
  simulator: { text: 20_000, caption: 20_000, voiceCaption: 20_000, label: 200 },
};

export interface ChannelLimits {
  text: number;
  /** Under a picture or a document. */
  caption: number;
  /** With a voice note or a recording; 0 where they come alone. */
  voiceCaption: number;
  label: number;
}

/** The longest text we take to pieces; more is kept out of every parser. */
export const MAX_TEXT_LENGTH = 4000;
