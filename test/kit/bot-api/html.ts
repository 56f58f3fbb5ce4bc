import { badRequest } from "./wire.ts";
import type { Entity } from "./wire.ts";

/** A text after its formatting was read. */
export interface FormattedText {
  readonly text: string;
  readonly entities: Entity[];
}

interface OpenTag {
  readonly tag: string;
  readonly type: string;
  readonly offset: number;
  readonly url: string | undefined;
}

const ENTITY_TYPES: Readonly<Record<string, string>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  span: "spoiler",
  "tg-spoiler": "spoiler",
  "tg-emoji": "custom_emoji",
  a: "text_link",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
};

const NAMED_LETTERS: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** Reads Telegram's HTML dialect; throws the real server's 400 for anything it would refuse. */
export function parseHtml(source: string): FormattedText {
  if (!/[<&]/.test(source)) return { text: source, entities: [] };
  let text = "";
  const entities: Entity[] = [];
  const open: OpenTag[] = [];
  const piece = /[^<&]+|&(?:#x?[0-9a-f]+|[a-z]+);?|[<&]/gy;
  let at = 0;
  while (at < source.length) {
    if (source[at] === "<") {
      const closing = source[at + 1] === "/";
      at = closing
        ? closeTag(source, at, open, entities, text.length)
        : openTag(source, at, open, text.length);
      continue;
    }
    piece.lastIndex = at;
    const found = piece.exec(source)?.[0] ?? "";
    text += found.startsWith("&") ? decodeLetter(found) : found;
    at += found.length;
  }
  const left = open.at(-1);
  if (left !== undefined)
    throw refuse(`Can't find end tag corresponding to start tag "${left.tag}"`);
  entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities };
}

function refuse(reason: string): Error {
  return badRequest(`can't parse entities: ${reason}`);
}

function unclosedTag(source: string, at: number): Error {
  return refuse(`Unclosed start tag at byte offset ${byteOffset(source, at)}`);
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}

function openTag(source: string, at: number, open: OpenTag[], offset: number): number {
  const tag = /^[^\s>]*/.exec(source.slice(at + 1, at + 65))?.[0].toLowerCase() ?? "";
  if (at + 1 + tag.length >= source.length) throw unclosedTag(source, at);
  const type = Object.hasOwn(ENTITY_TYPES, tag) ? ENTITY_TYPES[tag] : undefined;
  if (type === undefined) {
    throw refuse(`Unsupported start tag "${tag}" at byte offset ${byteOffset(source, at)}`);
  }
  const rest = /^(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(source.slice(at + 1 + tag.length));
  if (rest === null) throw unclosedTag(source, at);
  if (tag === "span" && !/\bclass\s*=\s*["']?tg-spoiler\b/.test(rest[0])) {
    throw refuse(
      `Tag "span" must have class "tg-spoiler" at byte offset ${byteOffset(source, at)}`,
    );
  }
  const link = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(rest[0]);
  const url = link?.[1] ?? link?.[2] ?? link?.[3];
  open.push({ tag, type, offset, url: url?.replace(/&(?:#x?[0-9a-f]+|[a-z]+);?/gi, decodeLetter) });
  return at + 1 + tag.length + rest[0].length;
}

function closeTag(
  source: string,
  at: number,
  open: OpenTag[],
  entities: Entity[],
  end: number,
): number {
  const last = open.pop();
  if (last === undefined)
    throw refuse(`Unexpected end tag at byte offset ${byteOffset(source, at)}`);
  const close = source.indexOf(">", at);
  if (close < 0) throw refuse(`Unclosed end tag at byte offset ${byteOffset(source, at)}`);
  const tag = source
    .slice(at + 2, close)
    .trim()
    .toLowerCase();
  // An empty end tag "</>" closes whatever is open.
  if (tag !== "" && tag !== last.tag) {
    const where = byteOffset(source, at);
    throw refuse(
      `Unmatched end tag at byte offset ${where}, expected "</${last.tag}>", found "</${tag}>"`,
    );
  }
  const link = last.type === "text_link";
  if (end > last.offset && (!link || last.url !== undefined)) {
    const place = { type: last.type, offset: last.offset, length: end - last.offset };
    entities.push(link && last.url !== undefined ? { ...place, url: last.url } : place);
  }
  return close + 1;
}

function decodeLetter(source: string): string {
  const numeric = /^&#(x?)([0-9a-f]+);?$/i.exec(source);
  if (numeric !== null) {
    const code = Number.parseInt(numeric[2] ?? "", numeric[1] === "" ? 10 : 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : source;
  }
  return NAMED_LETTERS[source.replace(/[&;]/g, "")] ?? source;
}
