import { APPROVAL_SIZE, type BroadcastDraft } from "../../broadcast/confirm.ts";
import type { BroadcastContent, Texts } from "../../broadcast/content.ts";
import { labelsIn, readStart } from "../../broadcast/when.ts";
import { PURPOSES } from "../../core/caller.ts";
import { OperatorError } from "../../core/errors.ts";

/** The fields of the form of a new broadcast, as they were written. */
export const FIELDS = ["by", "to", "purpose", "text", "text_qu"].concat([
  "options",
  "options_qu",
  "at",
  "window",
  "ask_consent",
]);

export type Written = Record<string, string>;

const WINDOWS: Record<string, number> = { "0": 0, "1": 1, "2": 2, "4": 4, "8": 8 };

/** What was written, every field of the form and nothing else. */
export function writtenIn(body: Record<string, unknown>): Written {
  return Object.fromEntries(
    FIELDS.map((name) => {
      const value = body[name];
      return [name, typeof value === "string" ? value.trim() : ""];
    }),
  );
}

/**
 * The form as a draft.
 * @throws OperatorError that tells what to write
 */
export function draftFrom(written: Written, now: Date): BroadcastDraft {
  const { by = "", to = "", purpose = "", at = "", window = "0" } = written;
  if (by === "") throw new OperatorError("Escriba su nombre: quién lo envía.");
  const known = PURPOSES.find((one) => one === purpose);
  if (known === undefined) throw new OperatorError("Elija para qué es el mensaje.");
  return {
    by,
    personId: null,
    purpose: known,
    content: contentFrom(written),
    audience: to,
    startAt: at === "" ? now : readStart(at, now),
    windowMs: (WINDOWS[window] ?? 0) * 3_600_000,
    ignoreQuiet: false,
    askConsent: written["ask_consent"] === "yes",
  };
}

function contentFrom({ text = "", text_qu: quechua = "", ...rest }: Written): BroadcastContent {
  const texts: Texts = quechua === "" ? { es: text } : { es: text, qu: quechua };
  const { options = "", options_qu: optionsQu = "" } = rest;
  if (options === "") return { kind: "texts", texts };
  const es = labelsIn(options);
  const qu = optionsQu === "" ? null : labelsIn(optionsQu);
  if (qu !== null && qu.length !== es.length)
    throw new OperatorError(
      `Hay ${es.length} respuestas en castellano y ${qu.length} en quechua. Escriba las mismas, en el mismo orden.`,
    );
  return {
    kind: "question",
    texts,
    options: es.map((label, index) => ({ es: label, ...(qu !== null && { qu: qu[index] ?? "" }) })),
  };
}

/** Above this a second person must agree. */
export function needsSecond(queued: number): boolean {
  return queued > APPROVAL_SIZE;
}
