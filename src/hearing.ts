import type { Ear } from "./conversation/heard.ts";
import type { Shelf } from "./conversation/shelf.ts";
import { readChoice, readLitres, readYesNo } from "./understanding/choice.ts";
import { normalisedAnswer } from "./understanding/control-words.ts";
import { readCorrection } from "./understanding/correction-words.ts";
import type { Lexicon } from "./understanding/lexicon.ts";
import { readMarketAnswer } from "./understanding/market/read.ts";
import { readDay, readMoment, readTime } from "./understanding/moments.ts";
import { readNumber } from "./understanding/numbers-asked.ts";
import { readSeveral } from "./understanding/several-choices.ts";
import { makeUnderstander } from "./understanding/understand.ts";
import { limaDay } from "./core/lima.ts";

/** Makes ears for one message: "hoy" is the day on which it was written; `draft` hears keywords of drafts. */
export type MakeEar = (sentAt: Date, afterReport: boolean, draft: boolean) => Ear;

/** The readers of `understanding/` as the ear of a conversation. */
export function makeHearing(lexicon: Lexicon, shelf: Pick<Shelf, "startedBy">): MakeEar {
  const understander = makeUnderstander(lexicon);
  return (sentAt, afterReport, draft) => {
    const today = limaDay(sentAt);
    return {
      understand: (text) => understander.understand(text, { sentAt, afterReport }),
      choice: (text, options) => readChoice(text, options, lexicon),
      several: (text, options) => readSeveral(text, options, lexicon),
      market: (text) => readMarketAnswer(text, today, lexicon),
      litres: (text) => readLitres(text, lexicon),
      number: (text) => readNumber(text, lexicon),
      day: (text, times) => readDay(text, { today, times }, lexicon),
      time: (text) => readTime(text, lexicon),
      moment: (text, times) => readMoment(text, { today, times }, lexicon),
      yesNo: (text) => readYesNo(text, lexicon),
      correction: (text) => readCorrection(text, lexicon),
      keyword: (text) => shelf.startedBy(normalisedAnswer(text), draft),
    };
  };
}
