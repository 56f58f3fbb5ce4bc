import { assemble } from "./assemble.ts";
import type { Item } from "./items.ts";
import { longestPhrase, type Lexicon } from "./lexicon.ts";
import { recognise } from "./recognise.ts";
import { tokenise, type Token } from "./tokens.ts";
import { isOneSlip } from "./typo.ts";

/** Any fixed day: choices and sizes do not depend on the date. */
const SOME_DAY = "2000-01-01";

/**
 * Which option (from 1) an answer names: its number as digits, keycap or word, its label or one of
 * its words, in any case, without accents, or with one slip. A number with a unit is no choice; null
 * when nothing or more than one option fits.
 */
export function readChoice(
  text: string,
  options: readonly { label: string; words?: readonly string[] }[],
  lexicon: Lexicon,
): number | null {
  const tokens = wordsAndFigures(text);
  if (tokens.length === 0 || tokens.length > 12) return null;
  const written = tokens.map((token) => token.text).join(" ");
  const named = optionsNamed(written, options, (answer, name) => answer === name);
  if (named.length > 0) return onlyOf(named);
  const number = bareNumber(tokens, lexicon);
  if (number !== null) return number >= 1 && number <= options.length ? number : null;
  return onlyOf(
    optionsNamed(written, options, (answer, name) => name.length >= 4 && isOneSlip(answer, name)),
  );
}

/** An answer that is one quantity of litres, in ml ("20", "de 20 litros", "iskay chunka"); else null. */
export function readLitres(text: string, lexicon: Lexicon): number | null {
  const items = itemsOf(tokenise(text).slice(0, 20), lexicon).filter((item) => !isCourtesy(item));
  const [only, ...others] = items;
  if (only === undefined || others.length > 0) return null;
  if (only.kind === "number") return only.denied || only.slip ? null : only.milli;
  return only.kind === "amount" && !only.denied ? only.ml : null;
}

/** An answer that says yes or no, as people write it; null when it says both, neither or more. */
export function readYesNo(text: string, lexicon: Lexicon): "yes" | "no" | null {
  const texts = wordsAndFigures(text).map((token) => token.text);
  if (texts.length === 0 || texts.length > 12) return null;
  const said = new Set<"yes" | "no">();
  for (let at = 0; at < texts.length;) {
    const phrase = longestPhrase(lexicon.intents, texts, at);
    if (phrase === null) return null;
    if (phrase.value === "yes" || phrase.value === "no") said.add(phrase.value);
    else if (phrase.value !== "thanks" && phrase.value !== "greeting") return null;
    at += phrase.texts.length;
  }
  const [only] = said;
  return said.size === 1 ? (only ?? null) : null;
}

function bareNumber(tokens: readonly Token[], lexicon: Lexicon): number | null {
  const items = itemsOf(tokens, lexicon).filter(
    (item) => !(item.kind === "word" && ["article", "filler"].includes(item.mark)),
  );
  const [only, ...others] = items;
  if (only?.kind !== "number" || others.length > 0) return null;
  const isWhole = only.milli % 1000 === 0 && !only.denied && !only.slip && !only.fraction;
  return isWhole ? only.milli / 1000 : null;
}

function optionsNamed(
  answer: string,
  options: readonly { label: string; words?: readonly string[] }[],
  fits: (answer: string, name: string) => boolean,
): number[] {
  return options.flatMap((option, place) => {
    const names = [option.label, ...(option.words ?? [])].map((name) =>
      wordsAndFigures(name)
        .map((token) => token.text)
        .join(" "),
    );
    return names.some((name) => name !== "" && fits(answer, name)) ? [place + 1] : [];
  });
}

function onlyOf(places: readonly number[]): number | null {
  return places.length === 1 ? (places[0] ?? null) : null;
}

function wordsAndFigures(text: string): Token[] {
  return text.length > 200 ? [] : tokenise(text).filter((token) => token.kind !== "symbol");
}

function itemsOf(tokens: readonly Token[], lexicon: Lexicon): Item[] {
  return assemble(recognise(tokens, lexicon), SOME_DAY);
}

function isCourtesy(item: Item): boolean {
  if (item.kind === "symbol") return [".", ",", "!"].includes(item.text);
  const marks = ["article", "of", "is", "filler", "greeting", "full", "in"];
  return item.kind === "word" && marks.includes(item.mark);
}
