import { CHANNEL_LIMITS, type ChannelName } from "../core/message.ts";

/** What a messenger can do, as `docs/channels.md` shows it. */
export interface Abilities {
  /** Letters of one message. */
  text: number;
  /** Answers shown as buttons, at most; the numbers are always understood. */
  buttons: number;
  /** Answers shown as rows of a list, at most. */
  listRows: number;
  /** Largest picture that is shown as one, in MB. */
  pictureMb: number;
  /** Letters under a picture or a document. */
  caption: number;
  /** Letters that go with a voice note. */
  voiceCaption: number;
  documentMb: number;
  /** Largest file that is taken in, in MB. */
  incomingMb: number;
  placeAndContact: boolean;
  /** A reply that quotes a question of ours answers it. */
  quotes: boolean;
  delivered: boolean;
  read: boolean;
  /** Shows that an answer is being written. */
  typing: boolean;
  /** Somebody who did not write for a day may be written to in words of our own. */
  writesFirst: boolean;
}

/** What each of our adapters makes of its messenger. */
export const ABILITIES: Readonly<Record<ChannelName, Abilities>> = {
  telegram: {
    ...limitsOf("telegram"),
    buttons: 100,
    listRows: 0,
    pictureMb: 10,
    documentMb: 20,
    incomingMb: 20,
    placeAndContact: true,
    quotes: false,
    delivered: false,
    read: false,
    typing: true,
    writesFirst: true,
  },
  whatsapp: {
    ...limitsOf("whatsapp"),
    buttons: 0,
    listRows: 0,
    pictureMb: 5,
    documentMb: 20,
    incomingMb: 20,
    placeAndContact: true,
    quotes: true,
    delivered: true,
    read: true,
    typing: true,
    writesFirst: true,
  },
  whatsapp_cloud: {
    ...limitsOf("whatsapp_cloud"),
    buttons: 3,
    listRows: 10,
    pictureMb: 5,
    documentMb: 20,
    incomingMb: 20,
    placeAndContact: true,
    quotes: true,
    delivered: true,
    read: true,
    typing: true,
    writesFirst: false,
  },
  simulator: {
    ...limitsOf("simulator"),
    buttons: 100,
    listRows: 0,
    pictureMb: 20,
    documentMb: 20,
    incomingMb: 20,
    placeAndContact: false,
    quotes: false,
    delivered: false,
    read: false,
    typing: true,
    writesFirst: true,
  },
};

function limitsOf(channel: ChannelName): Pick<Abilities, "text" | "caption" | "voiceCaption"> {
  const { text, caption, voiceCaption } = CHANNEL_LIMITS[channel];
  return { text, caption, voiceCaption };
}
