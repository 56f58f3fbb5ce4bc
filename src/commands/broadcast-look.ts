import { setTimeout as pause } from "node:timers/promises";
import { isSeries, seriesStatus } from "../broadcast/series.ts";
import { broadcastProgress, recipientsOf, type Progress } from "../broadcast/status.ts";
import { limaMinutes } from "../core/lima.ts";
import { printJson, type Operator } from "./operator-store.ts";

/** While it is watched, the progress is read this often. */
const WATCH_MS = 1000;

/** States in which nothing more happens by itself. */
const RESTING = ["done", "cancelled", "paused", "approval"];

/** Prints the status of a broadcast or a series; watched, its progress on stderr until it rests. */
export async function showStatus(
  operator: Operator,
  id: string,
  { recipients = false, watch = false }: { recipients?: boolean; watch?: boolean },
): Promise<void> {
  const { store } = operator;
  if (await store.read((connection) => isSeries(connection, id)))
    return printJson(await store.read((connection) => seriesStatus(connection, id)));
  let progress = await read(operator, id);
  for (; watch && !RESTING.includes(progress.state); progress = await read(operator, id)) {
    tell(progress);
    await pause(WATCH_MS);
  }
  if (watch) {
    tell(progress);
    process.stderr.write("\n");
  }
  if (!recipients) return printJson(progress);
  const all = [];
  for await (const one of recipientsOf((work) => store.read(work), id)) all.push(one);
  printJson({ ...progress, recipients: all });
}

function read({ store, clock, config }: Operator, id: string): Promise<Progress> {
  return store.read((connection) => broadcastProgress(connection, id, config.pace, clock.now()));
}

/** One line over the one before on a terminal, a line each elsewhere. */
function tell({ state, totals, eta }: Progress): void {
  const all = Object.values(totals).reduce((sum, count) => sum + count, 0);
  const over = all - totals.queued;
  const parts = Object.entries(totals).filter(([, count]) => count > 0);
  const named = parts.map(([name, count]) => `${name} ${count}`).join(" · ");
  const until = eta === null ? "" : ` · until ${clockTime(new Date(eta))}`;
  const line = `${state}: ${over} of ${all} · ${named}${until}`;
  process.stderr.write(process.stderr.isTTY ? `\r\u001B[2K${line}` : `${line}\n`);
}

function clockTime(at: Date): string {
  const minutes = limaMinutes(at);
  return `${String(Math.trunc(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
