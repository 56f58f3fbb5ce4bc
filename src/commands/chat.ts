import { randomBytes } from "node:crypto";
import { createInterface, type Interface } from "node:readline/promises";
import { stdin, stdout } from "node:process";
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import {
  NEW_ADDRESS_PREFIX,
  type ChatMessage,
  type PeopleAnswer,
} from "../console/chat/protocol.ts";
import { OperatorError } from "../core/errors.ts";

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
        stdout.write("Write and press Enter. Leave with Ctrl-D.\n");
        const listening = listen(base, address, leaving.signal);
        lines.setPrompt("» ");
        lines.prompt();
        for await (const line of lines) {
          if (line.trim() !== "") await post(base, address, line);
          lines.prompt();
        }
        // Answers to the last line are still on their way when input comes from a pipe.
        if (!stdin.isTTY) await new Promise((resolve) => setTimeout(resolve, 2000));
        leaving.abort();
        await listening;
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

/** Prints what the service writes, from now on, until the signal. */
async function listen(base: string, address: string, signal: AbortSignal): Promise<void> {
  const history = (await ask(`${base}/chat/conversation?address=${address}`)) as {
    messages: ChatMessage[];
  };
  const after = history.messages.at(-1)?.seq ?? 0;
  const response = await fetch(`${base}/chat/events?address=${address}&after=${after}`, { signal });
  let buffer = "";
  try {
    for await (const chunk of response.body ?? []) {
      buffer += Buffer.from(chunk as Uint8Array).toString("utf8");
      const blocks = buffer.split("\n\n");
      buffer = blocks.pop() ?? "";
      for (const block of blocks) print(block, base);
    }
  } catch {
    if (!signal.aborted)
      stdout.write("\nThe service went away. Start it again and write once more.\n");
  }
}

function print(block: string, base: string): void {
  const found = /^event: message\ndata: (.*)$/m.exec(block);
  if (found?.[1] === undefined) return;
  const message = JSON.parse(found[1]) as ChatMessage;
  if (message.direction === "in") return;
  const choices = message.choices
    .filter((choice) => choice.number !== null)
    .map((choice) => `\n  ${choice.number} ${choice.label}`);
  const picture = message.picture === null ? "" : `\n  [picture: ${base}${message.picture}]`;
  stdout.write(`\n« ${message.text}${choices.join("")}${picture}\n» `);
}

async function post(base: string, address: string, text: string): Promise<void> {
  const id = randomBytes(12).toString("hex");
  const response = await reach(`${base}/chat/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ address, id, text }),
  });
  if (!response.ok) throw new OperatorError(((await response.json()) as { error: string }).error);
}

async function ask(url: string): Promise<unknown> {
  const response = await reach(url, {});
  if (!response.ok) throw new OperatorError(((await response.json()) as { error: string }).error);
  return response.json();
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
