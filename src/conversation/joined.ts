import type { OutgoingContent } from "../core/message.ts";

/** A message that is only words. */
export const PLAIN = { choices: [], listed: false, question: null, picture: null };

/** Longest text into which the messages of one turn are joined: one message costs less air time than two. */
const JOINED_LENGTH = 900;

/** Texts one after the other become one message; a picture, a file or a question ends it. */
export function joined(said: readonly OutgoingContent[]): OutgoingContent[] {
  const result: OutgoingContent[] = [];
  for (const content of said) {
    const before = result.at(-1);
    const joinable =
      before !== undefined &&
      before.choices.length === 0 &&
      isWordsOnly(before) &&
      isWordsOnly(content);
    if (joinable && before.text.length + content.text.length < JOINED_LENGTH) {
      result[result.length - 1] = { ...content, text: `${before.text}\n\n${content.text}` };
    } else {
      result.push(content);
    }
  }
  return result;
}

function isWordsOnly({ picture, attachment = null }: OutgoingContent): boolean {
  return picture === null && attachment === null;
}
