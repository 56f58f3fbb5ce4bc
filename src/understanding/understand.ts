import { limaDay } from "../core/lima.ts";
import type { Intent, Reading } from "../core/reading.ts";
import { assemble } from "./assemble.ts";
import { courtesyIn, intentInside, isQuestion, opensLikeQuestion, wholeIntent } from "./intents.ts";
import { hasMark } from "./items.ts";
import { readMarket } from "./market/read.ts";
import type { Lexicon } from "./lexicon.ts";
import { readMilk } from "./milk.ts";
import { readOtherGoods } from "./other-goods.ts";
import { recognise } from "./recognise.ts";
import { tokenise } from "./tokens.ts";

/** No one reports a day's milk in more characters or pieces than this. */
const LONGEST_TEXT = 2000;
const MOST_TOKENS = 100;

export interface Understander {
  /** Reads any text. `sentAt` is the messenger's own instant (UTC); "hoy" is its Lima day. */
  understand(text: string, context: { sentAt: Date; afterReport: boolean }): Reading;
}

/** Makes the reader of messages for a vocabulary; it keeps nothing between messages. */
export function makeUnderstander(lexicon: Lexicon): Understander {
  return { understand: (text, context) => understand(text, context, lexicon) };
}

function understand(
  text: string,
  context: { sentAt: Date; afterReport: boolean },
  lexicon: Lexicon,
): Reading {
  const trimmed = text.trim().replace(/\s{3,}/g, " ");
  if (trimmed.length > LONGEST_TEXT) return { kind: "unknown" };
  const tokens = tokenise(trimmed);
  if (tokens.length === 0 || tokens.length > MOST_TOKENS) return { kind: "unknown" };
  const today = limaDay(context.sentAt);
  const isWordless = tokens.every((token) => token.kind === "emoji");
  const whole = isWordless ? null : wholeIntent(tokens, lexicon);
  if (whole !== null) return intent(whole);
  const market = isWordless ? null : readMarket(tokens, today, lexicon);
  if (market !== null) return market;
  const items = assemble(recognise(tokens, lexicon), today);
  const asks = isQuestion(tokens);
  const other = readOtherGoods(items);
  if (other !== null) return other;
  const opens = opensLikeQuestion(tokens, lexicon);
  if (asks && opens) return intent("question");
  const milk = readMilk(items, today, {
    afterReport: context.afterReport,
    asks,
    opensLikeQuestion: opens || asks,
  });
  const isReport =
    milk !== null && !(milk.kind === "milk_question" && milk.doubt === "not_a_report" && asks);
  if (isReport) return milk;
  const inside = intentInside(tokens, lexicon);
  if (inside !== null) return intent(inside);
  if (asks || opens) return intent("question");
  if (hasMark(items, "pending")) return intent("dont_know");
  if (isWordless) return { kind: "wordless" };
  const courtesy = courtesyIn(tokens, lexicon);
  return courtesy === null ? { kind: "unknown" } : intent(courtesy);
}

function intent(name: Intent): Reading {
  return { kind: "intent", intent: name };
}
