import type { BotMessage, Expected } from "../kit/bot-api/inbox.ts";
import type { Person, SendOptions } from "../kit/bot-api/person.ts";
import type { PressTarget } from "../kit/bot-api/press.ts";
import type { Update } from "../kit/bot-api/wire.ts";
import { SPEECH, type Speech, type Tongue } from "./telegram-speech.ts";

/** Somebody who writes to the service at the hour that the service believes it is. */
export class Speaker {
  /** The phone, for stickers and the like; give them `now`. */
  readonly phone: Person;
  readonly id: number;
  readonly name: string;
  readonly tongue: Tongue;
  /** How the person says things, and what is heard in that tongue. */
  readonly speech: Speech;
  readonly #clock: () => Date;
  readonly #expect: (days: Record<string, string>) => void;

  constructor(
    phone: Person,
    who: { id: number; name: string; tongue: Tongue },
    clock: () => Date,
    expect: (days: Record<string, string>) => void,
  ) {
    this.phone = phone;
    this.id = who.id;
    this.name = who.name;
    this.tongue = who.tongue;
    this.speech = SPEECH[who.tongue];
    this.#clock = clock;
    this.#expect = expect;
  }

  /** The hour at which something is sent. */
  get now(): { date: Date } {
    return { date: this.#clock() };
  }

  says(text: string, options: SendOptions = {}): Promise<Update> {
    return this.phone.says(text, { ...this.now, ...options });
  }

  presses(target: PressTarget): Promise<Update> {
    return this.phone.presses(target);
  }

  hears(expected?: Expected, timeoutMs?: number): Promise<BotMessage> {
    return this.phone.hears(expected, timeoutMs === undefined ? {} : { timeoutMs });
  }

  hearsNothing(ms?: number): Promise<void> {
    return this.phone.hearsNothing(ms);
  }

  /** Says something and gives the words of the next answer. */
  async asks(text: string, options: SendOptions = {}): Promise<string> {
    await this.says(text, options);
    const answer = await this.hears();
    return answer.text || answer.caption;
  }

  /** What shall be stored when the conversations of the stage are over; nothing when never called. */
  shallHave(days: Record<string, string>): void {
    this.#expect(days);
  }
}
