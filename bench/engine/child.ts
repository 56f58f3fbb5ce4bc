import { pathToFileURL } from "node:url";
import type { Answers, Contender, ContenderModule, Measured, Script, Task } from "./contender.ts";

/** Measures one contender in this process: asked by a message of the parent, answered by another. */

/** Conversations and milliseconds before anything is measured, so that all code is compiled. */
const WARM_UP = 500;
const WARM_UP_MS = 2000;
/** Conversations under way at once; timers of one must not hold up the others. */
const AT_ONCE = 50;
/** Questions a person has been asked when the session is weighed. */
const MIDDLE = 3;

process.once("message", (task: Task) => {
  void measure(task).then(
    (measured) => process.send?.(measured, () => process.exit(0)),
    (error: unknown) => {
      process.stderr.write(
        `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      process.exit(1);
    },
  );
});

async function measure({ module, variant, conversations, script }: Task): Promise<Measured> {
  const { open } = (await import(pathToFileURL(module).href)) as ContenderModule;
  const seen = new Witness(script);
  const contender = await open({
    variant,
    texts: script.texts,
    reply: (person, text) => seen.reply(person, text),
    ended: (person, answers) => seen.end(person, answers),
  });
  const warm = performance.now();
  let middle = 0;
  for (; middle < WARM_UP || performance.now() - warm < WARM_UP_MS; middle += AT_ONCE)
    await talk(contender, script.says, middle, AT_ONCE);
  await quiet();
  seen.check(middle);

  for (const text of script.says.slice(0, MIDDLE)) await contender.says(middle, text);
  const sessionBytes = Buffer.byteLength(contender.stored(middle));
  seen.forget();

  (globalThis as { gc?: () => void }).gc?.();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await talk(contender, script.says, middle + 1, conversations);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  await quiet();
  seen.check(conversations);
  const turns = conversations * script.says.length;
  return { turnsPerSecond: (turns * 1000) / ms, cpuMicros: (user + system) / turns, sessionBytes };
}

/** The whole conversation with each of so many people. */
async function talk(
  contender: Contender,
  says: string[],
  first: number,
  count: number,
): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const people = Math.min(AT_ONCE, count - from);
    await Promise.all(
      Array.from({ length: people }, async (_, index) => {
        for (const text of says) await contender.says(first + from + index, text);
      }),
    );
  }
}

/** Lets whatever was left running finish. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

/** Sees to it that every conversation really took place; looks at all words, but quickly. */
class Witness {
  readonly #script: Script;
  /** In full for one person, by number and length for all. */
  #first: { person: number; texts: string[] } | null = null;
  #replies = 0;
  #characters = 0;
  #ended = 0;
  #wrong: string | null = null;

  constructor(script: Script) {
    this.#script = script;
  }

  reply(person: number, text: string): void {
    this.#first ??= { person, texts: [] };
    if (this.#first.person === person) this.#first.texts.push(text);
    this.#replies += 1;
    this.#characters += text.length;
  }

  end(_person: number, answers: Answers): void {
    const right = this.#script.answers;
    const same =
      answers.size === right.size &&
      answers.decision === right.decision &&
      answers.confirmed === right.confirmed &&
      answers.after === right.after;
    if (same) this.#ended += 1;
    else this.#wrong = JSON.stringify(answers);
  }

  check(conversations: number): void {
    const { replies } = this.#script;
    const texts = this.#first?.texts ?? [];
    const characters = replies.reduce((sum, text) => sum + text.length, 0);
    const faults = [
      JSON.stringify(texts) === JSON.stringify(replies)
        ? null
        : `said ${JSON.stringify(texts, null, 1)} instead of ${JSON.stringify(replies, null, 1)}`,
      this.#wrong === null ? null : `ended with ${this.#wrong}`,
      this.#ended === conversations ? null : `${this.#ended} of ${conversations} ended well`,
      this.#replies === conversations * replies.length ? null : `${this.#replies} replies`,
      this.#characters === conversations * characters
        ? null
        : `${this.#characters} characters instead of ${conversations * characters}`,
    ].filter((fault) => fault !== null);
    if (faults.length > 0) throw new Error(`Not the same conversation: ${faults.join("; ")}.`);
    this.forget();
  }

  forget(): void {
    this.#first = null;
    this.#replies = 0;
    this.#characters = 0;
    this.#ended = 0;
    this.#wrong = null;
  }
}
