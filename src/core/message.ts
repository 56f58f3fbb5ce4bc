import type { ChartSpec } from "./chart.ts";
import type { Language } from "./language.ts";

/** The messengers we speak through. */
export const CHANNELS = ["telegram", "whatsapp", "simulator"] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** One event from a messenger, as its channel read it. */
export interface InboundMessage {
  channel: ChannelName;
  /** The messenger's own key of this event; a redelivered event has the same one. */
  providerId: string;
  /** Where the person is reached on this channel; only the channel looks inside. */
  address: string;
  /** When the person wrote, by the messenger's own timestamp. */
  sentAt: Date;
  /** Order of this chat's events within one second of `sentAt`. */
  sequence: number;
  content: InboundContent;
  /** Language of the person's app: a first guess only. */
  languageHint: Language | null;
}

export type InboundContent =
  | { kind: "text"; text: string }
  /** A button of ours was pressed. `question` names the question it belonged to. */
  | { kind: "press"; question: string; value: string }
  | { kind: "contact"; phone: string | null; own: boolean }
  | { kind: "location"; latitude: number; longitude: number }
  /** Picture, voice, video, document: words of a caption are kept. */
  | {
      kind: "media";
      media: "picture" | "voice" | "video" | "document";
      caption: string;
      file: string;
    }
  | { kind: "sticker"; emoji: string }
  /** The person blocked us or came back. */
  | { kind: "reachable"; reachable: boolean };

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
export const CHANNEL_LIMITS = {
  telegram: { text: 4096, caption: 1024, label: 64 },
  whatsapp: { text: 4096, caption: 1024, label: 64 },
} as const;

/** The longest text we take to pieces; more is kept out of every parser. */
export const MAX_TEXT_LENGTH = 4000;
