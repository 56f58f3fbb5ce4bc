/** What the chat page and its server say to each other: the only file both sides import. */

/** A family one can talk as. */
export interface ChatPerson {
  address: string;
  name: string;
  family: string;
  association: string;
  language: string;
}

/** How far a person's own message has come. */
export type Ticks = "sending" | "sent" | "delivered" | "read";

/** One answer offered under a message. */
export interface ChatChoice {
  number: number | null;
  label: string;
  value: string;
}

/** One message of a conversation. "in" is what the person wrote, "out" what the service answered. */
export interface ChatMessage {
  /** Order within the server; later messages have higher numbers. */
  seq: number;
  /** For "in" messages, the id the page itself gave. */
  id: string;
  direction: "in" | "out";
  text: string;
  choices: ChatChoice[];
  question: string | null;
  /** Address of a picture, or null. */
  picture: string | null;
  /** Address of a recording, or null. */
  audio: string | null;
  /** A document to save, or null. */
  document: { source: string; name: string } | null;
  /** ISO instant. */
  at: string;
  /** Null for "out" messages. */
  ticks: Ticks | null;
}

/** `GET /chat/people` */
export interface PeopleAnswer {
  people: ChatPerson[];
}

/** `GET /chat/conversation?address=A&before=SEQ`: the newest 50 (before SEQ when given), oldest first. */
export interface ConversationAnswer {
  messages: ChatMessage[];
  more: boolean;
}

/** A pressed answer. */
export interface ChatPress {
  question: string;
  value: string;
  label: string;
}

/** `POST /chat/messages`: repeating it with the same id changes nothing. Answered 202 or 4xx. */
export type PostedMessage = { address: string; id: string } & (
  | { text: string }
  | { press: ChatPress }
);

/**
 * `POST /chat/files?address=A&id=ID&text=CAPTION&name=NAME` with the file as its body: like a message.
 * At most this many bytes.
 */
export const MAX_UPLOAD = 20 * 1024 * 1024;

/** 202 of `POST /chat/messages` and `POST /chat/files`. */
export interface PostAnswer {
  seq: number;
}

/** What one turn of the service did, as authors read it. */
export interface AuthorTurn {
  /** ISO instant. */
  at: string;
  /** Names of the texts said: `milk_report.ask_day`. */
  said: string[];
  /** Each node entered (`way` null) and each way taken out of one, in their order. */
  walked: { flow: string; node: string; way: string | null }[];
  calls: { action: string; outcome: string }[];
  timers: { timer: string; minutes: number }[];
  tickets: string[];
  /** Why a brake stopped the conversation. */
  stopped: string | null;
  /** The question that waits now; `program` begins the hash of its version. */
  standing: { flow: string; node: string; program: string } | null;
  variables: { name: string; value: string }[];
  /** Flows that wait for their hour. */
  waiting: number;
}

/** `GET /chat/author?address=A`, and of `POST /chat/author` with address and draft. */
export interface AuthorAnswer {
  /** Newest first. */
  turns: AuthorTurn[];
  /** This person's new conversations begin with the files instead of what is published. */
  draft: boolean;
  /** Flows whose files differ from what is published. */
  drafts: string[];
  /** What is wrong in the files, a line each. */
  problems: string[];
}

/** Any 4xx. */
export interface ErrorAnswer {
  error: string;
}

/** `GET /chat/events?address=A&after=SEQ`: server-sent events by name; everything later than SEQ comes first. */
export interface ChatEvents {
  message: ChatMessage;
  ticks: { id: string; ticks: Ticks };
  typing: { on: boolean };
}

/** Addresses of people who are not in the demonstration data begin so, then 12 of [a-z0-9]. */
export const NEW_ADDRESS_PREFIX = "new-";
