import { z } from "zod";
import { OperatorError } from "../core/errors.ts";
import { LANGUAGES, type Language } from "../core/language.ts";
import { CHANNEL_LIMITS } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";

/** What a broadcast says: texts by language, or a flow that begins with each recipient. */
export type BroadcastContent =
  | { kind: "texts"; texts: Partial<Record<Language, string>> }
  | { kind: "flow"; flow: string; values: FlowValues };

const stored = z.union([
  z.object({ kind: z.literal("texts"), texts: z.partialRecord(z.enum(LANGUAGES), z.string()) }),
  z.object({
    kind: z.literal("flow"),
    flow: z.string(),
    values: z.record(z.string(), z.unknown()),
  }),
]);

/** The content as the database keeps it. */
export function readContent(text: string): BroadcastContent {
  return stored.parse(JSON.parse(text)) as BroadcastContent;
}

/**
 * Checks texts before anybody is chosen.
 * @throws OperatorError when one is empty or longer than every messenger takes
 */
export function checkContent(content: BroadcastContent): void {
  if (content.kind === "flow") return;
  const texts = Object.values(content.texts);
  const limit = Math.min(...Object.values(CHANNEL_LIMITS).map((one) => one.text));
  if (texts.length === 0 || texts.some((text) => text.trim() === ""))
    throw new OperatorError("The text is empty. Write what the families are to read.");
  const long = texts.find((text) => text.length > limit);
  if (long !== undefined)
    throw new OperatorError(
      `The text has ${long.length} characters; messengers take ${limit}. Shorten it, or send two broadcasts.`,
    );
}

/** The text in somebody's language; Spanish, or whatever there is, where that is missing. */
export function textFor(
  texts: Partial<Record<Language, string>>,
  language: Language,
  name: string,
): string {
  const text = texts[language] ?? texts.es ?? Object.values(texts)[0] ?? "";
  return text.replaceAll("{name}", name.trim().split(/\s+/)[0] ?? "");
}
