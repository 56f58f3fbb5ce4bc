import type {
  Attachment,
  ChannelName,
  InboundMessage,
  OutboxKind,
  OutgoingContent,
} from "./message.ts";

/** Takes what a messenger delivered; resolves once all of it is durably stored, rejects when it is not. */
export type Receive = (messages: InboundMessage[]) => Promise<void>;

/** What a messenger tells later about a message that we sent. */
export interface Receipt {
  /** The messenger's id of the message, as `send` gave it. */
  providerId: string;
  /** `Parcel.id`, where the messenger gives it back: it settles a send whose answer was lost. */
  parcelId: string | null;
  state: "sent" | "delivered" | "read" | "failed";
  at: Date;
  /** Why it failed, in words that hold no address and no text. */
  reason: string | null;
  /** Nobody is reached at this address. */
  unreachable?: true;
}

/** Takes receipts, in any order and any number of times; resolves once they are durably stored. */
export type Report = (receipts: Receipt[]) => Promise<void>;

/** A message ready to leave: pictures are drawn, files are at hand. */
export interface Parcel {
  /** Ours, and the same for every try of this message. */
  id: string;
  kind: OutboxKind;
  address: string;
  content: OutgoingContent;
  /** PNG of `content.picture`. */
  png: Uint8Array | null;
  /** The file of `content.attachment`. */
  file: ParcelFile | null;
}

export interface ParcelFile {
  kind: Attachment["kind"];
  mime: string;
  /** File name for those who save it. */
  name: string;
  /** In bytes. */
  size: number;
  /** The messenger's own id of this file from an earlier send, while it can be used. */
  remoteId: string | null;
  /** Reads it from the database. */
  bytes(): Promise<Uint8Array>;
}

/** What a messenger says when it took a message. */
export interface Sent {
  providerId: string;
  /** The messenger's own id of the file that went with it: the next send needs no upload. */
  copy?: { remoteId: string; until: Date | null };
}

/** A file as the messenger gave it. */
export interface FetchedFile {
  bytes: Uint8Array;
  /** Null when the messenger does not tell. */
  mime: string | null;
  name: string | null;
}

/** A messenger. Reading, writing and the socket are the channel's own; nobody else looks inside an address. */
export interface Channel {
  readonly name: ChannelName;
  /** Connects and hands over events and receipts until `stop`. Connection trouble is retried inside, not thrown. */
  start(receive: Receive, report: Report): Promise<void>;
  /** Sends one message; throws only SendError. */
  send(parcel: Parcel): Promise<Sent>;
  /** Gets a file that somebody sent, by the handle of its event; throws only FetchError. */
  fetch(file: string): Promise<FetchedFile>;
  /** Shows that an answer is being written; failures do not matter. */
  typing(address: string): Promise<void>;
  /** True while the messenger can be reached, following the truth within 10 seconds. */
  ready(): boolean;
  /** Asks the messenger now whether it answers; never rejects. */
  check(): Promise<boolean>;
  /** Stops taking events and finishes what is in hand. */
  stop(): Promise<void>;
}
