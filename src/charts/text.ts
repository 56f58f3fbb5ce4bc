/** Text on a picture: what can be written, how wide it is, where it breaks. */

/** Takes out what no glyph of our font stands for, or what would break the SVG. */
export function drawable(text: string): string {
  return text
    .replace(/\p{Extended_Pictographic}|\p{Cs}|\p{Variation_Selector}|[\u200D\uFFFE\uFFFF]/gu, "")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

/** A thousandth as a decimal with a point, at most `decimals` digits after it, no trailing zeros. */
export function formatMilli(valueMilli: number, decimals: number): string {
  return String(Number((valueMilli / 1000).toFixed(decimals)));
}

/**
 * About how wide a text is in Noto Sans, in pixels. Rather too wide than too narrow: it only decides what fits,
 * since nothing here can ask the font itself before the picture is rendered.
 */
export function textWidth(text: string, fontSize: number): number {
  let units = 0;
  for (const character of text) {
    if (/[ilj.,:;'’|! ]/.test(character)) units += 0.32;
    else if (/[mwMW@%]/.test(character)) units += 0.94;
    else if (/\p{Lu}/u.test(character)) units += 0.7;
    else units += 0.6;
  }
  return units * fontSize;
}

/** Breaks a text between words into lines no wider than `width`; the last allowed line is cut with "…". */
export function wrapText(text: string, fontSize: number, width: number, maximum: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, fontSize) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  if (lines.length <= maximum) return lines.map((line) => cutText(line, fontSize, width));
  const kept = lines.slice(0, maximum - 1);
  const rest = lines.slice(maximum - 1).join(" ");
  return [...kept.map((line) => cutText(line, fontSize, width)), cutText(rest, fontSize, width)];
}

function cutText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, fontSize) > width) {
    characters.pop();
  }
  return `${characters.join("").trimEnd()}…`;
}
