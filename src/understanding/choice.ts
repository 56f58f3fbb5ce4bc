import { answerTokens, isCourtesy, itemsOf, joined, withoutEdges } from "./answer-text.ts";
import { longestPhrase, type Lexicon } from "./lexicon.ts";
import { markAt } from "./items.ts";
import { withoutCase } from "./quechua.ts";
import { tokenise, type Token } from "./tokens.ts";
import { isOneSlip } from "./typo.ts";

/** No answer to a question of ours has more words than this. */
const MOST_WORDS = 12;

type Options = readonly { label: string; words?: readonly string[] }[];

/**
 * Which option (from 1) an answer names: its number as digits, keycap or word, its place ("el
 * segundo", "la última"), its label or one of its words, in any case, without accents, or with one
 * slip. A number with a unit is no choice; null when nothing or more than one option fits.
 */
export function readChoice(text: string, options: Options, lexicon: Lexicon): number | null {
  const tokens = answerTokens(text);
  if (tokens.length === 0 || tokens.length > MOST_WORDS) return null;
  const bare = withoutEdges(tokens, lexicon.answers.filler);
  for (const form of [joined(tokens), ...formsOf(bare)]) {
    const named = optionsNamed(form, options, (answer, name) => answer === name);
    if (named.length > 0) return onlyOf(named);
  }
  const copied = copiedLine(tokens, options);
  if (copied !== null) return copied;
  const place = placeOf(bare, options.length, lexicon) ?? bareNumber(bare, lexicon);
  if (place !== null) return place >= 1 && place <= options.length ? place : null;
  const slipped = [joined(tokens), joined(bare)].flatMap((form) =>
    optionsNamed(form, options, (answer, name) => name.length >= 4 && isOneSlip(answer, name)),
  );
  return onlyOf([...new Set(slipped)]);
}

/** An answer that is one quantity of litres, in ml ("20", "de 20 litros", "iskay chunka"); else null. */
export function readLitres(text: string, lexicon: Lexicon): number | null {
  const tokens = tokenise(text).slice(0, 20);
  const items = itemsOf(tokens, lexicon).filter(
    (item, place, all) => !isCourtesy(item) && markAt(all, place) !== "full",
  );
  const [only, ...others] = items;
  if (only === undefined || others.length > 0) return null;
  if (only.kind === "number") return only.denied || only.slip ? null : only.milli;
  return only.kind === "amount" && !only.denied ? only.ml : null;
}

/** An answer that says yes or no, as people write it; null when it says both, neither or more. */
export function readYesNo(text: string, lexicon: Lexicon): "yes" | "no" | null {
  const texts = answerTokens(text).map((token) => token.text);
  if (texts.length === 0 || texts.length > MOST_WORDS) return null;
  const said = new Set<"yes" | "no">();
  for (let at = 0; at < texts.length;) {
    const heard = yesNoAt(texts, at, lexicon);
    if (heard === null) return null;
    if (heard.meaning !== "courtesy") said.add(heard.meaning);
    at += heard.take;
  }
  const [only] = said;
  return said.size === 1 ? (only ?? null) : null;
}

function yesNoAt(
  texts: readonly string[],
  at: number,
  lexicon: Lexicon,
): { meaning: "yes" | "no" | "courtesy"; take: number } | null {
  const own = (["no", "yes"] as const)
    .map((meaning) => ({
      meaning,
      take: longestPhrase(lexicon.answers[meaning], texts, at)?.texts.length ?? 0,
    }))
    .reduce((longest, each) => (each.take > longest.take ? each : longest));
  const phrase = longestPhrase(lexicon.intents, texts, at);
  const take = phrase?.texts.length ?? 0;
  if (own.take > 0 && own.take >= take) return own;
  if (phrase?.value === "yes" || phrase?.value === "no") return { meaning: phrase.value, take };
  if (phrase?.value === "thanks" || phrase?.value === "greeting") {
    return { meaning: "courtesy", take };
  }
  if (phrase !== null) return null;
  if (lexicon.courtesies.has(texts[at] ?? "")) return { meaning: "courtesy", take: 1 };
  const [drawn] = [unstretched(texts[at] ?? "")].filter((word) => word !== texts[at]);
  return drawn === undefined ? null : yesNoAt([drawn], 0, lexicon);
}

/** "siiii", "noooo", "ariii": one letter for each that was drawn out. */
function unstretched(word: string): string {
  return word.replace(/(\p{L})\1+/gu, "$1");
}

/** The words named, also with a Quechua suffix on the last ("lichita"). */
function formsOf(tokens: readonly Token[]): string[] {
  const last = tokens.at(-1);
  if (last === undefined) return [];
  const opening = tokens.slice(0, -1).map((token) => token.text);
  return [last.text, ...withoutCase(last.text)].map((form) => [...opening, form].join(" "));
}

/** "2. Precios", copied from our list with its number. */
function copiedLine(tokens: readonly Token[], options: Options): number | null {
  const [number, ...rest] = tokens;
  if (number?.kind !== "digits") return null;
  const named = onlyOf(optionsNamed(joined(rest), options, (answer, name) => answer === name));
  return named === Number(number.text) ? named : null;
}

/** "segundo", "2da", "último". */
function placeOf(tokens: readonly Token[], count: number, lexicon: Lexicon): number | null {
  const texts = tokens.map((token) => token.text);
  if (texts.length === 0) return null;
  const ordinal = longestPhrase(lexicon.ordinals, texts, 0);
  if (ordinal?.texts.length === texts.length) return ordinal.value;
  return longestPhrase(lexicon.answers.last, texts, 0)?.texts.length === texts.length
    ? count
    : null;
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
  options: Options,
  fits: (answer: string, name: string) => boolean,
): number[] {
  return options.flatMap((option, place) => {
    const names = [option.label, ...(option.words ?? [])].map((name) => joined(answerTokens(name)));
    return names.some((name) => name !== "" && fits(answer, name)) ? [place + 1] : [];
  });
}

function onlyOf(places: readonly number[]): number | null {
  return places.length === 1 ? (places[0] ?? null) : null;
}
