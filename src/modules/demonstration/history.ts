import { addDays, limaInstant, type LimaDay } from "../../core/lima.ts";
import type { DemonstrationFamily } from "./families.ts";

/** How many days the history goes back from yesterday. */
export const HISTORY_DAYS = 30;

/** One reported day; figures in millilitres, the parts null when only the total was told. */
export interface DemonstrationDay {
  day: LimaDay;
  totalMl: number;
  morningMl: number | null;
  eveningMl: number | null;
  approximate: boolean;
  flagged: boolean;
  reportedAt: Date;
}

const LEAST_ML = 6000;
const MOST_ML = 28_000;
const DRY_FROM = 9;
const DRY_TO = 15;
const UNUSUAL_DAY = 20;
const SILENCE = 0.08;
const GUESS = 0.06;

/**
 * A family's days up to yesterday, oldest first; the same every time for the same family and day of
 * loading. Nobody without consent has any.
 */
export function historyOf(family: DemonstrationFamily, today: LimaDay): DemonstrationDay[] {
  if (family.story === "unregistered") return [];
  const chance = chanceOf(family.code);
  const days: DemonstrationDay[] = [];
  for (let index = 0; index < HISTORY_DAYS; index++) {
    // Each day draws the same number of times, so that a story changes no other day.
    const [silence, swing, share, guess, minute] = [
      chance(),
      chance(),
      chance(),
      chance(),
      chance(),
    ];
    const dry = family.story === "dry_week" && index >= DRY_FROM && index <= DRY_TO;
    const unusual = family.story === "unusual_day" && index === UNUSUAL_DAY;
    if (dry || (silence < SILENCE && !unusual)) continue;
    const usual = roundToHalfLitre(family.litres * 1000 * (0.85 + 0.3 * swing));
    const totalMl = unusual ? 46_000 : Math.min(MOST_ML, Math.max(LEAST_ML, usual));
    const morningMl =
      family.story === "split" ? roundToHalfLitre(totalMl * (0.55 + 0.1 * share)) : null;
    const day = addDays(today, index - HISTORY_DAYS);
    days.push({
      day,
      totalMl,
      morningMl,
      eveningMl: morningMl === null ? null : totalMl - morningMl,
      approximate: !unusual && guess < GUESS,
      flagged: unusual,
      reportedAt: limaInstant(day, 17 * 60 + 30 + Math.floor(minute * 150)),
    });
  }
  return days;
}

function roundToHalfLitre(millilitres: number): number {
  return Math.round(millilitres / 500) * 500;
}

/** Numbers from 0 to below 1 that look random and are the same for the same text (mulberry32). */
function chanceOf(text: string): () => number {
  let state = 0;
  for (const letter of text)
    state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
