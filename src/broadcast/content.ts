import { z } from "zod";
import { OperatorError } from "../core/errors.ts";
import { LANGUAGES, type Language } from "../core/language.ts";
import { CHANNEL_LIMITS, type Attachment } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";

/** A text in the languages it was written in. */
export type Texts = Partial<Record<Language, string>>;

/** What a broadcast says: texts by language, a question with its options, or a flow that begins with each. */
export type BroadcastContent =
  | { kind: "texts"; texts: Texts; attachment?: Attachment | null }
  | { kind: "question"; texts: Texts; options: Texts[] }
  | { kind: "flow"; flow: string; values: FlowValues };

const texts = z.partialRecord(z.enum(LANGUAGES), z.string());
const attachment = z.object({
  kind: z.enum(["picture", "voice", "audio", "document"]),
  fileId: z.string(),
});
const stored = z.union([
  z.object({ kind: z.literal("texts"), texts, attachment: attachment.nullish() }),
  z.object({ kind: z.literal("question"), texts, options: z.array(texts) }),
  z.object({
    kind: z.literal("flow"),
    flow: z.string(),
    values: z.record(z.string(), z.unknown()),
  }),
]);

/** Numbers beside more options than these are no longer read on a small phone. */
const MOST_OPTIONS = 9;

/** The content as the database keeps it. */
export function readContent(text: string): BroadcastContent {
  return stored.parse(JSON.parse(text)) as BroadcastContent;
}

/**
 * Checks texts and options before anybody is chosen.
 * @throws OperatorError when one is empty or longer than every messenger takes, or options are missing
 */
export function checkContent(content: BroadcastContent): void {
  if (content.kind === "flow") return;
  checkTexts(Object.values(content.texts));
  if (content.kind === "question") checkOptions(content);
}

function checkTexts(written: string[]): void {
  const limit = Math.min(...Object.values(CHANNEL_LIMITS).map((one) => one.text));
  if (written.length === 0 || written.some((text) => text.trim() === ""))
    throw new OperatorError("The text is empty. Write what the families are to read.");
  const long = written.find((text) => text.length > limit);
  if (long !== undefined)
    throw new OperatorError(
      `The text has ${long.length} characters; messengers take ${limit}. Shorten it, or send two broadcasts.`,
    );
}

function checkOptions({ options }: Extract<BroadcastContent, { kind: "question" }>): void {
  if (options.length < 2 || options.length > MOST_OPTIONS)
    throw new OperatorError(
      `A question has two to ${MOST_OPTIONS} options; these are ${options.length}. Write for example --options "Sí,No".`,
    );
  for (const language of LANGUAGES) {
    const labels = options.flatMap((one) => one[language] ?? []);
    if (labels.some((label) => label.trim() === ""))
      throw new OperatorError("An option is empty. Write a word between the commas.");
    const longest = Math.min(...Object.values(CHANNEL_LIMITS).map((one) => one.label));
    const long = labels.find((label) => label.length > longest);
    if (long !== undefined)
      throw new OperatorError(`The option "${long}" is longer than ${longest} characters.`);
    if (new Set(labels.map((label) => label.toLowerCase())).size < labels.length)
      throw new OperatorError("Two options are the same. Each answer needs words of its own.");
  }
}

/** True when it may become part of a digest: words alone. */
export function isOnlyWords(
  content: BroadcastContent,
): content is Extract<BroadcastContent, { kind: "texts" }> {
  return content.kind === "texts" && (content.attachment ?? null) === null;
}

/** The text in somebody's language; Spanish, or whatever there is, where that is missing. */
export function textFor(written: Texts, language: Language, name: string): string {
  const text = written[language] ?? written.es ?? Object.values(written)[0] ?? "";
  return text.replaceAll("{name}", firstNameIn(name));
}

/** The name by which somebody is greeted. */
export function firstNameIn(name: string): string {
  return name.trim().split(/\s+/)[0] ?? "";
}
