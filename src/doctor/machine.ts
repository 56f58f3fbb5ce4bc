import { accessSync, constants, existsSync, readFileSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseHealth } from "../store/health.ts";
import type { TelegramHealth } from "../channels/telegram/diagnose.ts";
import { fault, warning, well, type Finding } from "./findings.ts";

const MEGABYTE = 1_000_000;
const LEAST_FREE_MB = 500;

/** Whether the data folder can be written to and has room. */
export function lookAtFolder(folder: string): Finding {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  try {
    accessSync(place, constants.W_OK);
  } catch {
    return fault(
      "data folder",
      `${folder} cannot be written to`,
      "give this user the folder (chown), or set KALLPANCHIS_DATA to another",
    );
  }
  const { bavail, bsize } = statfsSync(place);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  return free < LEAST_FREE_MB
    ? warning("data folder", `${folder} has only ${free} MB left`, "make room on this disk")
    : well("data folder", `${folder}, ${free} MB free`);
}

/** Whether a service runs on the data folder, and what it says of itself. */
export async function lookAtService(folder: string, url: string): Promise<Finding> {
  const path = join(folder, "service.pid");
  if (!existsSync(path))
    return well("service", "does not run on this folder (start it with: npm start)");
  const pid = readFileSync(path, "utf8").trim();
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) });
    const body: unknown = await response.json();
    const status = (body as { status?: unknown }).status;
    return response.ok
      ? well("service", `runs (process ${pid}) and is ready`)
      : fault(
          "service",
          `runs (process ${pid}) and is ${String(status)}`,
          `open ${url}/readyz: it tells which part is not well`,
        );
  } catch {
    return fault(
      "service",
      `does not answer at ${url} (process ${pid})`,
      "check HOST and PORT; if the process is gone, start it again with: npm start",
    );
  }
}

/** What a look at the database means. */
export function judgeDatabase(health: DatabaseHealth): Finding[] {
  const what = "database";
  if (health.state === "new") return [well(what, "is made at the first start")];
  if (health.state === "unreachable")
    return [
      fault(
        what,
        `cannot be opened: ${health.why}`,
        "check that it runs and that DATABASE_URL is right",
      ),
    ];
  const { pending, unknown, damage, counts } = health;
  if (damage.length > 0)
    return [
      fault(
        what,
        `the file is damaged: ${damage[0] ?? ""}`,
        "stop the service and restore the last backup: npx kallpanchis restore FILE",
      ),
    ];
  if (unknown.length > 0)
    return [
      fault(
        what,
        `was used by a newer version (${unknown.join(", ")})`,
        "start that version, or restore an older backup",
      ),
    ];
  if (pending.length > 0)
    return [
      warning(
        what,
        `lacks ${pending.length} changes of this version`,
        "they are made at the next start",
      ),
    ];
  return [well(what, "opens, and is up to date"), ...(counts === null ? [] : judgeCounts(counts))];
}

const MANY_WAITING = 100;

function judgeCounts(
  counts: NonNullable<Extract<DatabaseHealth, { state: "open" }>["counts"]>,
): Finding[] {
  const { waiting, setAside, toSend, unknown, tickets } = counts;
  const pipeline =
    waiting > MANY_WAITING
      ? warning(
          "messages",
          `${waiting} came and are not handled yet`,
          "see that the service runs and Redis answers",
        )
      : well("messages", `${waiting} to handle, ${toSend} to send, ${unknown} of unknown outcome`);
  const people =
    setAside > 0
      ? warning(
          "people",
          `${setAside} messages were set aside, ${tickets} questions wait`,
          "look at them in the console",
        )
      : well("people", `${tickets} questions wait for a technician`);
  return [pipeline, people];
}

/** What Telegram's word means for the way its messages are to reach us. */
export function judgeTelegram(
  health: TelegramHealth,
  mode: "polling" | "webhook",
  webhookUrl: string,
): Finding {
  const what = "telegram";
  if (health.state === "refused")
    return fault(
      what,
      "the token is refused",
      "get a new one from @BotFather and write it into .env",
    );
  if (health.state === "unreachable")
    return fault(
      what,
      `does not answer: ${health.why}`,
      "check the network of this machine and TELEGRAM_API_ROOT",
    );
  const told = `@${health.username}, ${health.waiting} updates wait there`;
  if (mode === "polling") return well(what, `${told} (polling)`);
  if (health.webhookUrl !== webhookUrl)
    return warning(
      what,
      `sends its messages ${health.webhookUrl === "" ? "nowhere" : "somewhere else"}`,
      `the service registers ${webhookUrl} when it starts; is it running?`,
    );
  return health.lastError === null
    ? well(what, `${told} (webhook)`)
    : warning(
        what,
        `could not reach us lately: ${health.lastError}`,
        `see that ${webhookUrl} is reached from outside, with a valid certificate`,
      );
}
