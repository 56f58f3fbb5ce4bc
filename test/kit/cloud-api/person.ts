import type { CloudMessage, Receiver, World } from "./world.ts";

const PATIENCE_MS = 10_000;

/** Somebody with WhatsApp. */
export class CloudPerson implements Receiver {
  /** Digits of the number; null for somebody who hides it. */
  readonly phone: string | null;
  /** What the business addresses. */
  readonly id: string;
  /** Somebody wrote in the last 24 hours. */
  windowOpen = false;
  isOnWhatsApp = true;
  /** Everything the phone got, oldest first. */
  readonly inbox: CloudMessage[] = [];
  /** Instant of what is sent; the machine's clock when left out. */
  clock: () => Date = () => new Date();
  readonly #world: World;
  #read = 0;
  #wake: () => void = () => undefined;

  constructor(world: World, id: string) {
    this.#world = world;
    this.id = id;
    this.phone = /^\d+$/.test(id) ? id : null;
  }

  says(body: string, quotes?: string): Promise<string> {
    return this.sends({ type: "text", text: { body } }, quotes);
  }

  /** Presses the newest button or row of this title. */
  presses(title: string): Promise<string> {
    for (const message of this.inbox.toReversed()) {
      const fits = (one: { title: string; description?: string }): boolean =>
        [one.title, one.description].includes(title);
      const button = message.buttons.find(fits);
      if (button !== undefined) return this.#chooses("button_reply", button, message.id);
      const row = message.rows.find(fits);
      if (row !== undefined) return this.#chooses("list_reply", row, message.id);
    }
    throw new Error(`no button ${title}`);
  }

  sendsFile(
    type: "image" | "audio" | "video" | "document",
    file: { bytes: Buffer; mime: string; caption?: string; voice?: true },
  ): Promise<string> {
    const id = this.#world.newId("");
    this.#world.media.set(id, { id, mime: file.mime, name: type, bytes: file.bytes });
    const { mime, caption, voice } = file;
    return this.sends({ type, [type]: { id, mime_type: mime, sha256: "x", caption, voice } });
  }

  /** Sends a message of any kind; its id. */
  async sends(message: object, quotes?: string, id = this.#world.newId("wamid.")): Promise<string> {
    this.windowOpen = true;
    await this.#world.post({
      contacts: [
        {
          profile: { name: "Ana" },
          ...(this.phone === null ? { user_id: this.id } : { wa_id: this.phone }),
        },
      ],
      messages: [
        {
          ...(this.phone === null ? { from_user_id: this.id } : { from: this.phone }),
          id,
          timestamp: String(Math.floor(this.clock().getTime() / 1000)),
          ...(quotes !== undefined && { context: { from: "51900000000", id: quotes } }),
          ...message,
        },
      ],
    });
    return id;
  }

  /** Keeps a message; the server calls it. */
  gets(message: CloudMessage): void {
    this.inbox.push(message);
    this.#wake();
  }

  /** The next message, which must read so. */
  async hears(expected: RegExp | string = /(?:)/): Promise<CloudMessage> {
    const until = Date.now() + PATIENCE_MS;
    while (this.inbox.length <= this.#read) {
      const left = until - Date.now();
      if (left <= 0) throw new Error(`heard nothing; expected ${String(expected)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const message = this.inbox[this.#read++];
    if (message === undefined) throw new Error("a message vanished");
    const isMeant =
      typeof expected === "string" ? message.text.includes(expected) : expected.test(message.text);
    if (!isMeant) throw new Error(`expected ${String(expected)}, heard: ${message.text}`);
    return message;
  }

  async hearsNothing(ms = 400): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    const heard = this.inbox[this.#read];
    if (heard !== undefined) throw new Error(`expected nothing, heard: ${heard.text}`);
  }

  /** Reports statuses of a message, one call each, in this order. */
  async reports(message: CloudMessage, statuses: readonly string[], code = 131_026): Promise<void> {
    for (const status of statuses)
      await this.#world.post({
        statuses: [
          {
            id: message.id,
            status,
            timestamp: String(Math.floor(this.clock().getTime() / 1000)),
            recipient_id: this.id,
            ...(message.opaque !== null && { biz_opaque_callback_data: message.opaque }),
            ...(status === "failed" && {
              errors: [{ code, title: "Message undeliverable", error_data: { details: "…" } }],
            }),
          },
        ],
      });
  }

  #chooses(type: string, one: { id: string; title: string }, quotes: string): Promise<string> {
    return this.sends({ type: "interactive", interactive: { type, [type]: one } }, quotes);
  }
}
