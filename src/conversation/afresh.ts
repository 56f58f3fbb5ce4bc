import type { InboundContent } from "../core/message.ts";
import { NOTHING_TOLD } from "../core/market-reading.ts";
import type { Intent, Reading } from "../core/reading.ts";

import type { FlowValues } from "../core/value.ts";
import { start, type Ear, type FileValue, type Heard, type Situation } from "./heard.ts";
import { underEcho } from "./echo.ts";
import { startMarket } from "./market.ts";
import { isReport, isVague } from "./readings.ts";

/** Messages in a row that were not understood before a person is called. */
const PUZZLED_LIMIT = 3;

/** Nothing waits for an answer: the message speaks for itself. */
export function hearAfresh(
  content: InboundContent,
  text: string,
  reading: Reading,
  situation: Situation,
  ear: Ear,
): Heard {
  if (content.kind === "media" && !isReport(reading)) return passOn(situation.file, false);
  const echoed = underEcho(text, reading, situation, ear);
  if (echoed !== null) return echoed;
  const keyword = ear.keyword(text);
  if (keyword !== null) return start(keyword.flow, keyword.values);
  switch (reading.kind) {
    case "milk":
      return start("milk_report", { reading: { type: "reading", reading } });
    case "milk_question":
      if (!isVague(reading)) return start("milk_report", { reading: { type: "reading", reading } });
      return situation.afterReport && ear.yesNo(text) === "no"
        ? start("milk_correct")
        : start("dont_know");
    case "intent":
      return hearIntent(reading.intent, situation);
    case "market":
      return startMarket(reading);
    case "product":
      return start("other_product");
    case "wordless":
      // A thumb up under "✅ Anoté 12 L" says thank you.
      return start(situation.afterReport ? "thanks" : "wordless");
    case "unknown":
      return hearUnknown(situation);
  }
}

/** A file that nobody asked for goes to a technician; one that cannot be kept is said to be lost. */
export function passOn(file: FileValue | null, above: boolean): Heard {
  return file === null ? start("media_lost", {}, above) : start("media", { file }, above);
}

function hearUnknown(situation: Situation): Heard {
  const isLost = situation.puzzled + 1 >= PUZZLED_LIMIT;
  return { ...start(isLost ? "person" : "puzzled"), puzzled: true };
}

function hearIntent(intent: Intent, situation: Situation): Heard {
  // "Seguir" is said to go on with a question as well as to be reminded again.
  if (intent === "continue" || (intent === "resume" && situation.hasLeft))
    return { do: "continue" };
  if (intent === "price") return startMarket(NOTHING_TOLD);
  const named: FlowValues = { name: { type: "text", text: situation.name } };
  const flows: Record<Exclude<Intent, "continue" | "price">, string> = {
    yes: situation.afterReport ? "thanks" : "nothing_to_do",
    no: situation.afterReport ? "milk_correct" : "nothing_to_do",
    greeting: "greeting",
    start: "greeting",
    thanks: "thanks",
    help: "help",
    menu: "help",
    stop: "stop",
    resume: "resume",
    language: "language",
    person: "person",
    repeat: "help",
    back: "nothing_to_do",
    skip: "nothing_to_do",
    // Only what was noted just now is taken back by a word that may mean anything.
    cancel: situation.lastSoft === null ? "nothing_to_do" : "milk_undo",
    undo: "milk_undo",
    correct: "milk_correct",
    summary: "milk_summary",
    month_summary: "milk_summary",
    question: "question",
    dont_know: "dont_know",
    herd: "nothing_to_do",
    identity_document: "nothing_to_do",
  };
  return start(flows[intent], named);
}
