import { join } from "node:path";
import type { Command } from "commander";
import { stateKey } from "../channels/whatsapp/state-key.ts";
import { open } from "../channels/whatsapp/seal.ts";
import { readConfig, type Config } from "../config.ts";
import { systemClock } from "../core/clock.ts";
import { OperatorError } from "../core/errors.ts";
import type { LineWish } from "../core/line.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/connection.ts";
import { readLine, wishOfLine, type WhatsAppLineRow } from "../store/whatsapp.ts";

/** The number that commands speak of. */
const LINE = "main";

const LOOK_MS = 200;
/** The owner of a line says so often that it lives. */
const ALIVE_MS = 15_000;
const ANSWER_MS = 15_000;

interface LinkOptions {
  raw?: true;
  code?: string;
  timeout: string;
  replace?: true;
}

/** `kallpanchis whatsapp …`: the WhatsApp number of the running service. */
export function whatsappCommand(program: Command, root: string): void {
  const whatsapp = program
    .command("whatsapp")
    .description("link, look at and unlink the WhatsApp number of the running service");
  whatsapp
    .command("link")
    .description("show a QR to be scanned with the phone (WhatsApp > Linked devices)")
    .option("--code <phone>", "show a code to be typed on the phone with this number instead")
    .option("--raw", "print each QR's text on a line of its own, then `linked`")
    .option("--timeout <seconds>", "how long to wait for the phone", "300")
    .option("--replace", "forget the number that is linked now, or was logged out, and link anew")
    .action((options: LinkOptions) => within(root, (desk) => link(desk, options)));
  whatsapp
    .command("unlink")
    .description("take the number off this service and forget its keys")
    .action(() =>
      within(root, async (desk) => {
        await wish(desk, "unlink");
        await until(desk, ANSWER_MS, ({ wish, linked }) => wish === "none" && !linked);
        say("unlinked");
      }),
    );
  whatsapp
    .command("reconnect")
    .description("connect again after the number was replaced, locked or logged out")
    .action(() =>
      within(root, async (desk) => {
        await wish(desk, "reconnect");
        await until(desk, 60_000, ({ wish, state }) => wish === "none" && state === "online");
        say("online");
      }),
    );
  whatsapp
    .command("status")
    .description("how the number stands, as JSON")
    .action(() =>
      within(root, async (desk) => {
        const line = await look(desk);
        say(
          JSON.stringify({
            phone: line?.phone == null ? null : `+${line.phone}`,
            state: line?.state ?? "unlinked",
            reason: line?.reason ?? "",
            since: line?.stateAt ?? null,
            linked_at: line?.linkedAt ?? null,
            last_receipt_at: line?.lastReceiptAt ?? null,
            served: isAlive(line),
          }),
        );
      }),
    );
}

/** What the commands work with. */
interface Desk {
  store: Store;
  config: Config;
}

async function within(root: string, work: (desk: Desk) => Promise<void>): Promise<void> {
  const config = readConfig(process.env, process.cwd());
  const store = await openStore(config.databaseUrl, join(root, "prisma"));
  try {
    await work({ store, config });
  } finally {
    await store.close();
  }
}

async function link(desk: Desk, options: LinkOptions): Promise<void> {
  const seconds = Number(options.timeout);
  if (!Number.isInteger(seconds) || seconds < 1)
    throw new OperatorError(`--timeout ${options.timeout}: write whole seconds, for example 300.`);
  const phone = options.code?.replaceAll(/\D/g, "") ?? null;
  if (phone !== null && !/^\d{8,15}$/.test(phone))
    throw new OperatorError(
      `--code ${options.code ?? ""}: write the number with its country, for example +51984000001.`,
    );
  const before = await look(desk);
  if (before?.linked === true) {
    if (options.replace !== true)
      throw new OperatorError(
        `+${before.phone ?? ""} is linked (${before.state}). To link another number in its place, add --replace: its keys are then forgotten.`,
      );
    await wish(desk, "unlink");
    await until(desk, ANSWER_MS, ({ wish, linked }) => wish === "none" && !linked);
  }
  await wish(desk, "link", phone);
  const stopWishing = (): Promise<void> => wish(desk, "none");
  const onSignal = (): void => void stopWishing().finally(() => process.exit(130));
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    await until(desk, seconds * 1000, shown(desk, options.raw === true));
    say("linked");
  } catch (error) {
    await stopWishing();
    throw error;
  }
}

/** Prints each QR or code as it comes; true once the number is linked. */
function shown(desk: Desk, raw: boolean): (line: WhatsAppLineRow) => Promise<boolean> {
  const { whatsapp } = desk.config;
  const key = stateKey(whatsapp?.stateKey ?? null, whatsapp?.stateKeyFile ?? "");
  let last = "";
  return async (line) => {
    if (line.linked) return true;
    if (line.wish === "none")
      throw new OperatorError(`Not linked: ${line.reason === "" ? "given up" : line.reason}.`);
    const text =
      line.offer === null ? "" : Buffer.from(open(key, "offer", line.offer.sealed)).toString();
    if (text === last || line.offer === null) return false;
    last = text;
    if (raw) say(text);
    else if (line.offer.kind === "code") say(`Code: ${text.slice(0, 4)}-${text.slice(4)}`);
    else {
      // Only drawing needs it.
      const { toString } = await import("qrcode");
      say(await toString(text, { type: "terminal", small: true }));
      say("Scan it with WhatsApp > Linked devices > Link a device. It changes every 20 seconds.");
    }
    return false;
  };
}

async function wish(desk: Desk, what: LineWish, codePhone: string | null = null): Promise<void> {
  const { whatsapp } = desk.config;
  if (whatsapp === null)
    throw new OperatorError("WhatsApp is off here. Set WHATSAPP=on, as the service has it.");
  if (what !== "none" && !isAlive(await look(desk)))
    throw new OperatorError(
      "No service with WHATSAPP=on runs on this database. Start it with npm start and try again.",
    );
  await desk.store.transaction((tx) => wishOfLine(tx, LINE, what, codePhone, systemClock.now()));
}

function look(desk: Desk): Promise<WhatsAppLineRow | null> {
  return desk.store.read((connection) => readLine(connection, LINE));
}

function isAlive(line: WhatsAppLineRow | null): boolean {
  return line?.seenAt != null && systemClock.now().getTime() - line.seenAt.getTime() < ALIVE_MS;
}

/** Looks until it is so; an OperatorError when it is not in time. */
async function until(
  desk: Desk,
  limitMs: number,
  isSo: (line: WhatsAppLineRow) => boolean | Promise<boolean>,
): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    const line = await look(desk);
    if (line !== null && (await isSo(line))) return;
    if (performance.now() > end)
      throw new OperatorError(
        `Not done in time. The number is ${line?.state ?? "unknown"}${line?.reason ? `: ${line.reason}` : ""}.`,
      );
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
