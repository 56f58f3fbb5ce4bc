/** A message that the business sent, as the phone gets it. */
export interface CloudMessage {
  id: string;
  /** `text`, `interactive`, `image`, `audio`, `document` or `template`. */
  type: string;
  /** What is read: body or caption, or a template's parameter. */
  text: string;
  buttons: { id: string; title: string }[];
  /** Rows of a list. */
  rows: { id: string; title: string; description: string }[];
  media: Media | null;
  /** Name of the template. */
  template: string | null;
  isVoice: boolean;
  /** What the business wrote for itself, which comes back with statuses. */
  opaque: string | null;
}

export interface Media {
  id: string;
  mime: string;
  name: string;
  bytes: Buffer;
}

/** Somebody with a phone, as the server sees them. */
export interface Receiver {
  /** Somebody wrote in the last 24 hours. */
  windowOpen: boolean;
  isOnWhatsApp: boolean;
  gets(message: CloudMessage): void;
  /** Reports statuses of a message, one call each, in this order. */
  reports(message: CloudMessage, statuses: readonly string[]): Promise<void>;
}

/** Something that goes wrong with the next call to /messages. */
export interface Fault {
  /**
   * `refused` answers with the code and does nothing; `lost` sends and breaks the connection; `dropped` breaks
   * it without sending; `page` answers with a gateway's page of HTML.
   */
  kind: "refused" | "lost" | "dropped" | "page";
  code?: number;
  status?: number;
}

/** A call to /messages as it came. */
export interface CloudCall {
  payload: Record<string, unknown>;
  fault: Fault["kind"] | null;
}

/** All that the server knows. */
export interface World {
  root: string;
  readonly token: string;
  readonly phoneId: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  /** Approved templates: how many parameters their body has. */
  readonly templates: Map<string, number>;
  readonly persons: Map<string, Receiver>;
  readonly media: Map<string, Media>;
  readonly faults: Fault[];
  readonly calls: CloudCall[];
  /** Ids of messages marked as read. */
  readonly read: Set<string>;
  /** Statuses reported of each message, in this order. */
  statuses: string[];
  /** Calls the webhook with a value of the field `messages`. */
  post(value: object): Promise<void>;
  newId(prefix: string): string;
}

/** A refusal of the Graph API. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, what: string) {
    super(what);
    this.status = status;
    this.code = code;
  }
}
