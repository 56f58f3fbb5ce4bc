import type { Reading } from "../core/reading.ts";
import { start, type Ear, type Heard, type Situation } from "./heard.ts";
import { intentOf } from "./readings.ts";

/**
 * What is said right under an echo ("✅ Anoté 12 L. Escriba 1 para corregir"), although another question
 * or none at all waits: an option of it, or another figure. Null when it is not about the echo.
 */
export function underEcho(
  text: string,
  reading: Reading,
  { lastSoft }: Situation,
  ear: Ear,
): Heard | null {
  if (lastSoft === null) return null;
  const chosen = chosenIn(lastSoft, text, reading, ear);
  if (chosen !== null) return chosen;
  if (reading.kind === "milk" && reading.correction)
    return start("milk_report", { reading: { type: "reading", reading } }, true);
  return null;
}

/** The option of an earlier question that a text names, by its number or its words; null when it names none. */
export function chosenIn(
  earlier: Situation["lastSoft"],
  text: string,
  reading: Reading,
  ear: Ear,
): Heard | null {
  if (earlier === null) return null;
  const { recent, options } = earlier;
  const digit = /^\d$/.test(text.trim()) ? Number(text.trim()) : null;
  const chosen =
    digit === null
      ? (options[(ear.choice(text, options) ?? 0) - 1] ??
        options.find(({ slug }) => slug === intentOf(reading)))
      : options.find(({ number }) => number === digit);
  return chosen === undefined ? null : { do: "recent", recent, option: chosen.slug };
}
