import type { ChannelLimits, Choice, OutgoingContent } from "./message.ts";

/** A message of `content` that only speaks. */
const SILENT = { choices: [], listed: false, question: null, picture: null, attachment: null };

/**
 * A message as its messenger can carry it: text that does not fit under a picture, a file or a voice
 * follows it, and text that is too long goes in several. Only the last asks.
 */
export function fit(content: OutgoingContent, limits: ChannelLimits): OutgoingContent[] {
  const { picture, attachment = null } = content;
  const room = content.listed ? listLength(content.choices) : 0;
  if (picture !== null || attachment !== null) {
    const isHeard = attachment?.kind === "voice" || attachment?.kind === "audio";
    const caption = isHeard ? limits.voiceCaption : limits.caption;
    if (content.text.length + room <= caption) return [content];
    const alone = { ...SILENT, text: "", picture, attachment };
    return [alone, ...fit({ ...content, picture: null, attachment: null }, limits)];
  }
  const texts = cut(content.text, limits.text, Math.max(limits.text - room, 1));
  const last = texts.pop() ?? "";
  return [...texts.map((text) => ({ ...SILENT, text })), { ...content, text: last }];
}

/** What the numbered answers take under the text. */
function listLength(choices: readonly Choice[]): number {
  return choices.reduce((sum, { label }) => sum + label.length + 5, 2);
}

/** Cuts between paragraphs, lines or words, in this order; the last piece leaves more room. */
function cut(text: string, most: number, mostOfLast: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > mostOfLast) {
    const window = rest.slice(0, rest.length > most ? most : mostOfLast);
    const at = ["\n\n", "\n", " "].map((gap) => window.lastIndexOf(gap)).find((found) => found > 0);
    const end = at ?? wholeLetters(window);
    pieces.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...pieces, rest];
}

/** Never between the two halves of an emoji. */
function wholeLetters(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return text.length > 1 && last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
}
