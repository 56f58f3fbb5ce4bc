import { randomBytes } from "node:crypto";
import { createInterface, type Interface } from "node:readline/promises";
import { stdin, stdout } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import {
  NEW_ADDRESS_PREFIX,
  type ChatEvents,
  type ChatMessage,
  type ConversationAnswer,
  type ErrorAnswer,
  type PeopleAnswer,
} from "../console/chat/protocol.ts";
import { OperatorError } from "../core/errors.ts";

const PROMPT = "» ";
/** Longest wait for the answers to lines that came through a pipe. */
const PATIENCE_MS = 15_000;
/** An answer can be several messages: after so much quiet, it was the last one. */
const QUIET_MS = 800;
const RECONNECT_MS = 1000;

/** `kallpanchis chat`: the simulator in the terminal, speaking with the running service. */
export function chatCommand(program: Command): void {
  program
    .command("chat")
    .description("talk to the running service as a family, in the terminal")
    .option("--as <address>", "whom to talk as, for example demo-zur-001; asks when left out")
    .action(async (options: { as?: string }) => {
      const config = readConfig(process.env, process.cwd());
      const base = config.publicUrl ?? `http://${config.host}:${config.port}`;
      const lines = createInterface({ input: stdin, output: stdout });
      const leaving = new AbortController();
      try {
        const address = options.as ?? (await choosePerson(base, lines));
        const ear = await listen(base, address, leaving.signal);
        stdout.write("Write and press Enter. Leave with Ctrl-D.\n");
        lines.setPrompt(PROMPT);
        lines.prompt();
        for await (const line of lines) {
          if (line.trim() !== "") ear.expectAnswer(await post(base, address, line));
          lines.prompt();
        }
        // What comes from a pipe ends before it is answered.
        if (!stdin.isTTY) await ear.settled();
      } finally {
        leaving.abort();
        lines.close();
      }
    });
}

async function choosePerson(base: string, lines: Interface): Promise<string> {
  const { people } = (await ask(`${base}/chat/people`)) as PeopleAnswer;
  const newcomer = NEW_ADDRESS_PREFIX + randomBytes(6).toString("hex");
  if (people.length === 0) return newcomer;
  people.forEach((person, index) =>
    stdout.write(`${index + 1}  ${person.name} (${person.family}, ${person.language})\n`),
  );
  stdout.write("0  a new person\n");
  const answer = Number((await lines.question("Whom do you want to be? ")).trim());
  return people[answer - 1]?.address ?? newcomer;
}

/** What comes back from the service. */
interface Ear {
  /** The message with this id is to be answered. */
  expectAnswer(id: string): void;
  /** Resolves once everything is answered, or nobody would wait any longer. */
  settled(): Promise<void>;
}

/** Connects, then prints what the service writes from now on, until the signal. */
async function listen(base: string, address: string, signal: AbortSignal): Promise<Ear> {
  const history = (await ask(
    `${base}/chat/conversation?address=${encodeURIComponent(address)}`,
  )) as ConversationAnswer;
  let after = history.messages.at(-1)?.seq ?? 0;
  let heardAt = performance.now();
  const expected = new Set<string>();
  const answered = new Set<string>();

  function hear({ name, data }: HeardEvent): void {
    if (name === "ticks") {
      const { id, ticks } = data as ChatEvents["ticks"];
      if (ticks === "read") answered.add(id);
    } else if (name === "message") {
      const message = data as ChatEvents["message"];
      after = Math.max(after, message.seq);
      if (message.direction === "in") return;
      heardAt = performance.now();
      print(message, base);
    }
  }

  async function follow(first: Response): Promise<void> {
    let response: Response | null = first;
    while (!signal.aborted) {
      if (response !== null) {
        await hearAll(response, hear);
        if (signal.aborted) return;
        stdout.write(`\nThe service went away; waiting until it is back.\n${PROMPT}`);
      }
      await pause(RECONNECT_MS);
      response = await events(base, address, after, signal).catch(() => null);
    }
  }

  void follow(await events(base, address, after, signal));
  return {
    expectAnswer: (id) => void expected.add(id),
    async settled() {
      const until = performance.now() + PATIENCE_MS;
      while (performance.now() < until) {
        const open = [...expected].some((id) => !answered.has(id));
        if (!open && performance.now() - heardAt > QUIET_MS) return;
        await pause(50);
      }
    },
  };
}

interface HeardEvent {
  name: string;
  data: unknown;
}

/** Opens the stream of everything later than a place. */
async function events(
  base: string,
  address: string,
  after: number,
  signal: AbortSignal,
): Promise<Response> {
  const response = await reach(
    `${base}/chat/events?address=${encodeURIComponent(address)}&after=${after}`,
    { signal },
  );
  if (!response.ok) throw await refusal(response);
  return response;
}

/** Hands on each event until the stream ends, however it ends. */
async function hearAll(response: Response, hear: (event: HeardEvent) => void): Promise<void> {
  const text = new TextDecoder();
  let buffer = "";
  try {
    for await (const chunk of response.body ?? []) {
      buffer += text.decode(chunk as Uint8Array, { stream: true });
      const blocks = buffer.split("\n\n");
      buffer = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/m.exec(block) ?? [];
        if (name !== undefined && data !== undefined) hear({ name, data: JSON.parse(data) });
      }
    }
  } catch {
    // Broken off or aborted: over in either case.
  }
}

function print(message: ChatMessage, base: string): void {
  const choices = message.choices
    .filter((choice) => choice.number !== null)
    .map((choice) => `\n  ${choice.number} ${choice.label}`);
  const picture = message.picture === null ? "" : `\n  [picture: ${base}${message.picture}]`;
  stdout.write(`\n« ${message.text}${choices.join("")}${picture}\n${PROMPT}`);
}

/** Hands in a line; resolves to its id. */
async function post(base: string, address: string, text: string): Promise<string> {
  const id = randomBytes(12).toString("hex");
  const response = await reach(`${base}/chat/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ address, id, text }),
  });
  if (!response.ok) throw await refusal(response);
  return id;
}

async function ask(url: string): Promise<unknown> {
  const response = await reach(url, {});
  if (!response.ok) throw await refusal(response);
  return response.json();
}

async function refusal(response: Response): Promise<OperatorError> {
  const { error } = (await response.json()) as ErrorAnswer;
  return new OperatorError(error);
}

async function reach(url: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch {
    throw new OperatorError(
      `The service does not answer at ${new URL(url).origin}. Start it with npm start, or set HOST and PORT as it has them.`,
    );
  }
}
