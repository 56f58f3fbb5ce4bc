import type { Caller } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import { newId } from "../core/ids.ts";
import type { InboundContent } from "../core/message.ts";
import type { FlowValue } from "../core/value.ts";
import type { Connection } from "../store/connection.ts";
import { countFilesFrom, expectFile, MAX_FILE_BYTES } from "../store/files.ts";
import type { FileValue, Heard } from "./heard.ts";

/** Files a day that are kept for one phone: an album, not a film. */
const MOST_A_DAY = 40;
const DAY_MS = 86_400_000;

/** What a technician should look at is kept this long. */
const LOOKED_AT_MS = 180 * DAY_MS;

/** A name for the file that came; null when none came, and when it is too large or one too many. */
export async function keepable(
  { clock }: { clock: Clock },
  tx: Connection,
  caller: Caller,
  content: InboundContent | null,
): Promise<FileValue | null> {
  if (content?.kind !== "media" || (content.size ?? 0) > MAX_FILE_BYTES) return null;
  const since = new Date(clock.now().getTime() - DAY_MS);
  if ((await countFilesFrom(tx, caller.identityId, since)) >= MOST_A_DAY) return null;
  return { type: "file", fileId: newId(), media: content.media };
}

/** The file that what was heard rests on. */
export function fileIn(heard: Heard): FileValue | null {
  if (heard.do === "move" && heard.event.kind === "answer") return fileOrNull(heard.event.value);
  return heard.do === "start" ? fileOrNull(heard.values["file"]) : null;
}

function fileOrNull(value: FlowValue | undefined): FileValue | null {
  return value?.type === "file" ? value : null;
}

/** Has the file fetched from its messenger; an answer is kept as long as the rest of what was answered. */
export async function expect(
  { clock }: { clock: Clock },
  tx: Connection,
  { identityId, channel }: Caller,
  handle: string,
  { fileId }: FileValue,
  isAnswer: boolean,
): Promise<void> {
  const now = clock.now();
  const keptUntil = isAnswer ? null : new Date(now.getTime() + LOOKED_AT_MS);
  await expectFile(tx, { id: fileId, identityId, channel, handle }, keptUntil, now);
}
