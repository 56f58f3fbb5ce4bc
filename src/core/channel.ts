import type { ChannelName, InboundMessage, OutgoingContent } from "./message.ts";

/** Takes what a messenger delivered; resolves once all of it is durably stored, rejects when it is not. */
export type Receive = (messages: InboundMessage[]) => Promise<void>;

/** A message ready to leave: pictures are drawn. */
export interface Parcel {
  address: string;
  content: OutgoingContent;
  /** PNG of `content.picture`. */
  png: Uint8Array | null;
}

/** A messenger. Reading, writing and the socket are the channel's own; nobody else looks inside an address. */
export interface Channel {
  readonly name: ChannelName;
  /** Connects and hands over events until `stop`. Connection trouble is retried inside, not thrown. */
  start(receive: Receive): Promise<void>;
  /** Sends one message and resolves to the messenger's id of it; throws only SendError. */
  send(parcel: Parcel): Promise<{ providerId: string }>;
  /** Shows that an answer is being written; failures do not matter. */
  typing(address: string): Promise<void>;
  /** True while the messenger can be reached, following the truth within 10 seconds. */
  ready(): boolean;
  /** Asks the messenger now whether it answers; never rejects. */
  check(): Promise<boolean>;
  /** Stops taking events and finishes what is in hand. */
  stop(): Promise<void>;
}
