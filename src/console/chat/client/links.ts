/** A piece of a text: plain words, or an address that can be followed. */
export type TextPiece = { text: string; href: string | null };

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/g;

/** Takes a text apart at its web addresses. Only http and https are ever links. */
export function textPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    // A full stop or bracket after an address belongs to the sentence.
    const address = match[0].replace(/[.,;:!?)\]}'»]+$/, "");
    if (!URL.canParse(address)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), href: null });
    pieces.push({ text: address, href: new URL(address).href });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}
