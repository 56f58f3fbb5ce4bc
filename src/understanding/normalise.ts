/** Signs that carry no meaning for us: soft hyphen, zero width, direction, variation and skin tone. */
const INVISIBLE =
  /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]|\p{Variation_Selector}|\p{Emoji_Modifier}/gu;

const VULGAR_FRACTIONS: Record<string, string> = { "½": "1/2", "¼": "1/4", "¾": "3/4" };

/**
 * Brings typed text to plain shape: NFKC, one kind of apostrophe and hyphen, keycaps and full-width
 * digits as digits, letters O, l and I beside digits as 0 and 1. Line breaks stay; case and accents stay.
 */
export function normalise(text: string): string {
  const plain = text
    .replace(/[½¼¾]/g, (sign) => ` ${VULGAR_FRACTIONS[sign] ?? ""} `)
    .replace(/(\d)[º°ª](?=\s|\p{L}|$)/gu, "$1ro ")
    .replace(/[’‘ʼ`´′]/g, "'")
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .replace(/(\d)\u20E3/gu, "$1")
    .replace(/[‐-―−]/g, "-")
    .replace(/\r\n?/g, "\n")
    // oxlint-disable-next-line no-control-regex -- control characters are exactly what is removed here
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, " ")
    .replace(/(?<![\p{L}\d])([ap])\.? ?m\b\.?/giu, "$1m")
    .replace(/(\d) ?([ap])\. ?m\b\.?/giu, "$1 $2m");
  return digitsForLetters(plain)
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n[ \n]*/g, "\n")
    .trim();
}

/** Lower case without accents or apostrophes, as every word is looked up. */
export function fold(word: string): string {
  return word
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\p{M}']/gu, "");
}

function digitsForLetters(text: string): string {
  return text
    .replace(/(?<=\d)[oO]+(?![\p{L}])/gu, (letters) => "0".repeat(letters.length))
    .replace(/(?<=\d)O+(?=\d)/g, (letters) => "0".repeat(letters.length))
    .replace(/(?<![\p{L}\d])[lI|](?=\d)/gu, "1")
    .replace(/(?<![\p{L}\d])O(?=[\d.,]\d)/gu, "0");
}
