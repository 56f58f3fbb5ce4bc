import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { App } from "../app.ts";
import { readConfig, type Config } from "../config.ts";
import { OperatorError } from "../core/errors.ts";
import { openLog } from "../log.ts";

/** `kallpanchis start`: serves until it is told to stop. */
export function startCommand(program: Command, root: string): void {
  program
    .command("start")
    .description("start the service: chat simulator, console, Telegram")
    .action(async () => {
      const config = readConfig(process.env, process.cwd());
      const release = holdData(config.data);
      const log = openLog(config.logLevel);
      let app: App;
      try {
        // Only serving needs all of the house: other commands begin without it.
        const { startApp } = await import("../app.ts");
        app = await startApp(config, log, root);
      } catch (error) {
        release();
        throw error;
      }
      process.stdout.write(`${greeting(app, config)}\n`);
      stopOnSignal(async () => {
        await app.stop();
        release();
      });
    });
}

/** The three lines a newcomer needs. */
function greeting(app: App, config: Config): string {
  const families =
    app.demonstration > 0 ? ` (with ${app.demonstration} demonstration families)` : "";
  const telegram =
    app.telegram === "off"
      ? "Telegram: off. Get a token from @BotFather, write TELEGRAM_BOT_TOKEN=… into .env and start again."
      : `Telegram: on (${app.telegram} through ${config.telegram?.apiRoot ?? ""}).`;
  const whatsapp =
    app.whatsapp === "off"
      ? "WhatsApp: off. Set WHATSAPP=on to serve a number."
      : "WhatsApp: on. Link a number with: npx kallpanchis whatsapp link";
  return [
    "Kallpanchis is ready. Stop it with Ctrl-C.",
    `Chat simulator: ${app.url}/chat${families}`,
    `Console, opens once: ${app.signInUrl}`,
    ...(app.whatsappCloud === null
      ? []
      : [`WhatsApp, Cloud API: on. Enter this webhook at Meta: ${app.whatsappCloud}`]),
    telegram,
    whatsapp,
    ...(app.unpublished.length > 0
      ? [
          `Flows changed in the files and not published: ${app.unpublished.join(", ")}. Publish them with: npx kallpanchis flows publish`,
        ]
      : []),
  ].join("\n");
}

/** One service a data folder: two would send everything twice. */
function holdData(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "service.pid");
  for (let tries = 0; tries < 2; tries++) {
    try {
      const file = openSync(path, "wx");
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch {
      const pid = Number(readFileSync(path, "utf8"));
      if (isService(pid)) {
        throw new OperatorError(
          `The service already runs on ${folder} (process ${pid}). Stop it first, or choose another KALLPANCHIS_DATA.`,
        );
      }
      rmSync(path, { force: true });
    }
  }
  throw new OperatorError(`Another service is starting on ${folder}. Try again.`);
}

/** True when the process lives and is one of ours; a number may have been given to another program since. */
function isService(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("kallpanchis");
  } catch (error) {
    // Where /proc is missing, a living process is taken for ours.
    return (error as { code?: unknown }).code === "ENOENT" && process.platform !== "linux";
  }
}

/** Stops once, within a limit; a second Ctrl-C stops at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    process.stdout.write("Stopping: finishing what is in hand …\n");
    setTimeout(() => process.exit(1), 20_000).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("SIGHUP", onSignal);
}
