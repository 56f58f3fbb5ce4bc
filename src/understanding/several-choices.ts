import {
  joined,
  answerTokens,
  LONGEST_ANSWER,
  withKeycapTen,
  withoutEdges,
} from "./answer-text.ts";
import { longestPhrase, type Lexicon } from "./lexicon.ts";
import { spokenNumberAt } from "./number-words.ts";
import { withoutCase } from "./quechua.ts";
import { tokenise, type Token } from "./tokens.ts";
import { isOneSlip } from "./typo.ts";

type Options = readonly { label: string; words?: readonly string[] }[];

/** One of the names of an option (from 1), as folded words. */
interface Name {
  place: number;
  texts: string[];
}

/** A piece of an answer: the option it names (null for joining words) and how many tokens it takes. */
interface Piece {
  place: number | null;
  take: number;
}

const MOST_TOKENS = 60;

/** Quechua "also" and "with", as each thing of a list carries them. */
const LISTING = /(?:pas|wan)$/;

/**
 * Which options (from 1) an answer names, in the order named, by number, label or word ("1 y 3",
 * "leche y cuyes", "1️⃣3️⃣", "todos menos 2"), or that it names all or none of them. Null when anything is left over,
 * an option comes twice, or the words may mean other options too ("1-3", "1 o 3", "13").
 */
export function readSeveral(
  text: string,
  options: Options,
  lexicon: Lexicon,
): number[] | "all" | "none" | null {
  if (text.length > LONGEST_ANSWER || isSpan(text)) return null;
  const tokens = tokenise(separated(text)).flatMap(listed);
  if (tokens.length === 0 || tokens.length > MOST_TOKENS) return null;
  const names = namesOf(options);
  const left = leftOut(tokens, lexicon);
  if (left !== null) return othersThan(placesIn(left, names, options, lexicon), options);
  return placesIn(tokens, names, options, lexicon) ?? wholeAnswer(text, lexicon);
}

/** Every option but those named: "todos menos 2 y 4", "llapan, 2 mana". */
function othersThan(places: number[] | null, options: Options): number[] | null {
  if (places === null) return null;
  return options.flatMap((_, index) => (places.includes(index + 1) ? [] : [index + 1]));
}

/** What stands between "all" and the words that leave out, on either side of it; null when nothing is left out. */
function leftOut(tokens: readonly Token[], lexicon: Lexicon): readonly Token[] | null {
  const texts = tokens.map((token) => token.text);
  const take = longestPhrase(lexicon.answers.all, texts, 0)?.texts.length ?? 0;
  if (take === 0) return null;
  const start = tokens[take]?.text === "," ? take + 1 : take;
  const before = longestPhrase(lexicon.answers.except, texts, start)?.texts.length ?? 0;
  if (before > 0) return tokens.slice(start + before);
  const isLast = longestPhrase(lexicon.answers.except, texts, tokens.length - 1) !== null;
  return isLast ? tokens.slice(start, -1) : null;
}

/** The options named, each once; null when anything is left over. */
function placesIn(
  tokens: readonly Token[],
  names: readonly Name[],
  options: Options,
  lexicon: Lexicon,
): number[] | null {
  const places: number[] = [];
  for (let at = 0; at < tokens.length;) {
    const piece = pieceAt(tokens, at, names, lexicon);
    if (piece === null) return null;
    if (piece.place !== null) places.push(piece.place);
    at += piece.take;
  }
  const isEach = places.every((place) => place >= 1 && place <= options.length);
  if (places.length === 0) return null;
  return isEach && new Set(places).size === places.length ? places : null;
}

/** Keycaps set side by side are figures of their own. */
function separated(text: string): string {
  return withKeycapTen(text).replace(/(\d)\uFE0F?\u20E3/gu, " $1 ");
}

/** "1,3" or "1.3" typed without spaces are two figures of a list. */
function listed(token: Token): Token[] {
  return token.kind === "digits"
    ? token.text.split(/[.,']/).map((text) => ({ ...token, text }))
    : [token];
}

/** "1-3" may mean the first and third, or all three. */
function isSpan(text: string): boolean {
  const [, from, to] = /^\D*(\d+)\s*[-–—]\s*(\d+)\D*$/u.exec(text) ?? [];
  return from !== undefined && to !== undefined && Number(to) > Number(from) + 1;
}

function wholeAnswer(text: string, lexicon: Lexicon): "all" | "none" | null {
  const bare = withoutEdges(answerTokens(text), lexicon.answers.filler);
  const texts = bare.map((token) => token.text);
  const covers = (role: "all" | "none"): boolean =>
    longestPhrase(lexicon.answers[role], texts, 0)?.texts.length === texts.length;
  if (texts.length === 0) return null;
  if (covers("none")) return "none";
  return covers("all") ? "all" : null;
}

function pieceAt(
  tokens: readonly Token[],
  at: number,
  names: readonly Name[],
  lexicon: Lexicon,
): Piece | null {
  const token = tokens[at];
  if (token === undefined) return null;
  const named = nameAt(tokens, at, names);
  if (named !== null) return named;
  const number = numberAt(tokens, at, lexicon);
  if (number !== null) return besideName(tokens, at, number, names);
  if (token.kind === "symbol") {
    return [",", ".", ";", "-", "/", "+", "&", "(", ")", "!", "\n", "#", "*"].includes(token.text)
      ? { place: null, take: 1 }
      : null;
  }
  const texts = tokens.map((each) => each.text);
  const around =
    longestPhrase(lexicon.answers.joining, texts, at) ??
    longestPhrase(lexicon.answers.filler, texts, at);
  if (around !== null) return { place: null, take: around.texts.length };
  return slipAt(tokens, at, names);
}

/** The longest name that stands here; "papa y maíz" before "papa". Two options of one name are none. */
function nameAt(tokens: readonly Token[], at: number, names: readonly Name[]): Piece | null {
  const found = names.filter((name) =>
    name.texts.every((text, step) => {
      const written = tokens[at + step]?.text ?? "";
      const isLast = step === name.texts.length - 1;
      return written === text || (isLast && endings(written).includes(text));
    }),
  );
  return longestOf(found);
}

function longestOf(found: readonly Name[]): Piece | null {
  const length = Math.max(0, ...found.map((name) => name.texts.length));
  const places = new Set(
    found.filter((name) => name.texts.length === length).map((name) => name.place),
  );
  const [only] = places;
  return places.size === 1 && only !== undefined ? { place: only, take: length } : null;
}

/** A word without suffixes that keep it, nor those that list it: "lichipas quwipas". */
function endings(written: string): string[] {
  const single = written.replace(LISTING, "");
  return [...withoutCase(written), single, ...withoutCase(single)];
}

function slipAt(tokens: readonly Token[], at: number, names: readonly Name[]): Piece | null {
  const found = names.filter((name) => {
    const meant = name.texts.join(" ");
    return meant.length >= 4 && isOneSlip(joined(tokens.slice(at, at + name.texts.length)), meant);
  });
  return longestOf(found);
}

function numberAt(tokens: readonly Token[], at: number, lexicon: Lexicon): Piece | null {
  const texts = tokens.map((token) => token.text);
  const ordinal = longestPhrase(lexicon.ordinals, texts, at);
  if (ordinal !== null) return { place: ordinal.value, take: ordinal.texts.length };
  const token = tokens[at];
  if (token?.kind === "digits") return { place: Number(token.text), take: 1 };
  const single = token === undefined ? [] : [{ ...token, text: token.text.replace(LISTING, "") }];
  const spoken = spokenNumberAt(tokens, at, lexicon) ?? spokenNumberAt(single, 0, lexicon);
  return spoken === null ? null : { place: spoken.value, take: spoken.take };
}

/** "1. Leche" copies our list; "2 cuyes" counts something, unless cuyes are the second option. */
function besideName(
  tokens: readonly Token[],
  at: number,
  number: Piece,
  names: readonly Name[],
): Piece | null {
  const after = at + number.take;
  const isMarked = [".", ")", "-"].includes(tokens[after]?.text ?? "");
  const start = isMarked ? after + 1 : after;
  const named = nameAt(tokens, start, names) ?? slipAt(tokens, start, names);
  if (named === null) return number;
  return named.place === number.place ? { ...named, take: start + named.take - at } : null;
}

/** All names, with their signs ("auto-ayuda") and without. */
function namesOf(options: Options): Name[] {
  return options.flatMap((option, index) =>
    [option.label, ...(option.words ?? [])]
      .flatMap((name) => [tokenise(name), answerTokens(name)])
      .filter((tokens) => tokens.length > 0)
      .map((tokens) => ({ place: index + 1, texts: tokens.map((token) => token.text) })),
  );
}
