import type { Choice, OutgoingContent } from "../core/message.ts";

/** The text with its numbered answers under it: numbers work on every phone, with or without buttons. */
export function textWithChoices(content: OutgoingContent): string {
  const numbered = content.choices.filter((choice) => choice.number !== null);
  if (!content.listed || numbered.length === 0) return content.text;
  return `${content.text}\n\n${numbered.map(labelOf).join("\n")}`;
}

/** What a button shows: `1 Sí`. */
export function labelOf(choice: Choice): string {
  return choice.number === null ? choice.label : `${choice.number} ${choice.label}`;
}
