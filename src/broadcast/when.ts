import { OperatorError } from "../core/errors.ts";
import { isLimaDay, limaDay, limaInstant } from "../core/lima.ts";

/**
 * Reads when a broadcast begins: `2026-11-24 18:00`, `2026-11-24T18:00` or `18:00`, Lima time.
 * @throws OperatorError when it cannot be read or is past
 */
export function readStart(text: string, now: Date): Date {
  const [, day = limaDay(now), hours, minutes] =
    /^(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (hours === undefined || !isLimaDay(day) || Number(hours) > 23 || Number(minutes) > 59)
    throw new OperatorError(
      `--at "${text}": write a Lima time such as "2026-11-24 18:00" or "18:00".`,
    );
  const at = limaInstant(day, minute);
  if (at < now) throw new OperatorError(`--at ${text} is past. Write a time to come.`);
  return at;
}

/** Answers written one after the other with commas between them. */
export function labelsIn(list: string): string[] {
  return list.split(",").map((label) => label.trim());
}
