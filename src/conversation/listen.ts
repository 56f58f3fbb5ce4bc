import { codeIn } from "../core/ids.ts";
import type { FlowValues } from "../core/value.ts";
import type { InboundContent } from "../core/message.ts";
import { NOTHING_TOLD } from "../core/market-reading.ts";
import type { Intent, Reading } from "../core/reading.ts";
import { isQuestion } from "../flow/nodes.ts";
import { packValue } from "../flow/packing.ts";
import { hearAfresh, passOn } from "./afresh.ts";
import { answerTo, pressed, settlement } from "./answers.ts";
import { move, start, type Asked, type Ear, type Heard, type Situation } from "./heard.ts";
import { hearCorrection } from "./correction.ts";
import { chosenIn, underEcho } from "./echo.ts";
import { isPeek, startMarket } from "./market.ts";
import { hasAmount, intentOf, isCertainlyMilk, isIntent, isReport } from "./readings.ts";

/** Decides what a message means here. A valid answer beats any keyword, control words beat all but free text. */
export function listen(content: InboundContent, situation: Situation, ear: Ear): Heard {
  if (content.kind === "press") return hearPress(content, situation);
  if (content.kind === "call" || content.kind === "unreadable")
    return start(content.kind, {}, true);
  const text =
    content.kind === "text" ? content.text : content.kind === "media" ? content.caption : "";
  const reading: Reading = text.trim() === "" ? { kind: "wordless" } : ear.understand(text);
  const told = toldBeyondWords(content, text, situation);
  if (told !== null) return told;
  if (!situation.consented) return hearNewcomer(text, reading, situation, ear);
  const quoted = chosenIn(situation.quoted, text, reading, ear);
  if (quoted !== null) return quoted;
  const asked = askedIn(situation);
  if (asked !== null && content.kind === "media") {
    const heard = hearFile(reading, asked, situation);
    if (heard !== null) return heard;
  }
  if (asked !== null) {
    const heard = hearAnswer(text, reading, asked, situation, ear);
    if (heard !== null) return heard;
  }
  return hearAfresh(content, text, reading, situation, ear);
}

/**
 * A picture where one is asked for is the answer, whatever its caption says but "stop". Any other file without
 * words is passed on, and the question asked again.
 */
function hearFile(reading: Reading, asked: Asked, { file }: Situation): Heard | null {
  if (isIntent(reading, "stop")) return null;
  const isAsked = "ask" in asked.node && asked.node.ask === "picture";
  if (isAsked && file?.media === "picture") return move({ kind: "answer", value: file });
  if (isAsked || reading.kind !== "wordless" || asked.flow === "registration") return null;
  const isSoft = "choose" in asked.node && asked.node.soft === true;
  return isSoft ? null : passOn(file, true);
}

function askedIn({ standing }: Situation): Asked | null {
  return standing !== null && isQuestion(standing.node)
    ? { ...standing, node: standing.node }
    : null;
}

function hearPress(press: { question: string; value: string }, situation: Situation): Heard {
  const asked = askedIn(situation);
  if (press.question === situation.question && asked !== null) {
    const answer = pressed(press.value, asked);
    if (answer !== null) return move(answer);
  }
  const recent = situation.recent.find((one) => one.question === press.question);
  if (recent !== undefined && situation.consented)
    return { do: "recent", recent, option: press.value };
  if (!situation.consented && situation.standing === null) return start("registration");
  return start("old_button", {}, true);
}

/** Flows about somebody's own data: open to everybody. */
const PRIVACY = ["my_data", "export_mine", "erase"];

/** A code, or the contact of one's own phone: these prove who somebody is or brings them somewhere, whatever waits. */
function toldBeyondWords(
  content: InboundContent,
  text: string,
  situation: Situation,
): Heard | null {
  const code = codeIn(text);
  const isOwn = content.kind === "contact" && content.own && content.phone !== null;
  if (code === null && !isOwn) return null;
  if (code === null) {
    const phone = content.kind === "contact" ? (content.phone ?? "") : "";
    return start("own_phone", { phone: { type: "text", text: phone } }, true);
  }
  const asked = situation.standing !== null;
  const values: FlowValues = {
    code: { type: "text", text: code },
    asked: { type: "truth", truth: asked },
  };
  return start("code", values, true);
}

/** Before consent only the questions of the first contact are heard; a report is kept for afterwards. */
function hearNewcomer(text: string, reading: Reading, situation: Situation, ear: Ear): Heard {
  if (isIntent(reading, "stop")) return start("stop");
  const asked = askedIn(situation);
  // Whoever is not with us, or no longer, may ask what is held on them.
  const about = asked === null ? (ear.keyword(text)?.flow ?? "") : "";
  if (PRIVACY.includes(about)) return start(about);
  if (asked === null)
    return start("registration", isReport(reading) ? { first: { type: "reading", reading } } : {});
  const answer = answerTo(text, reading, asked, ear);
  if (answer !== null) return move(answer);
  const intent = intentOf(reading);
  if (intent === "language" && !isAboutLanguage(asked)) return start("language", {}, true);
  if (intent === "help" || intent === "person") return start(intent, {}, true);
  return intent === "back" ? move({ kind: "back" }) : misunderstood(reading, asked);
}

/** The message as an answer or a control word; null when it is neither and should be heard afresh. */
function hearAnswer(
  text: string,
  reading: Reading,
  asked: Asked,
  situation: Situation,
  ear: Ear,
): Heard | null {
  const isSoft = "choose" in asked.node && asked.node.soft === true;
  const intent = intentOf(reading);
  const control = intent === null ? null : hearControl(intent, isSoft, asked);
  if (control !== null) return control;
  if (asked.doubt !== null) {
    const settled = settlement(text, asked, ear);
    if (settled !== null) return move(settled);
  }
  const correction = hearCorrection(text, asked, ear);
  if (isFreeText(asked)) {
    const other = correction ?? underEcho(text, reading, situation, ear);
    if (other !== null) return other;
    // Nobody is called "gracias".
    if (isIntent(reading, "thanks") || isIntent(reading, "greeting"))
      return misunderstood(reading, asked);
  }
  const answer = answerTo(text, reading, asked, ear);
  if (answer !== null) return move(answer);
  if (isSoft) return null;
  return correction ?? hearOther(text, reading, asked, situation, ear);
}

/** What is no answer: other talk that the question lets in, or not understood. */
function hearOther(
  text: string,
  reading: Reading,
  asked: Asked,
  situation: Situation,
  ear: Ear,
): Heard {
  const { interrupts, keep } = asked.node;
  if (keep !== undefined && isReport(reading)) return misunderstood(reading, asked);
  // A new report takes the place of a question about milk; other questions are asked again after it.
  const isAboutMilk = asked.flow.startsWith("milk_");
  const isMeant = isAboutMilk ? hasAmount(reading) : isCertainlyMilk(reading);
  if (interrupts === "all" && isMeant) {
    const told = isAboutMilk ? insteadOf(asked, reading) : reading;
    return start("milk_report", { reading: { type: "reading", reading: told } }, !isAboutMilk);
  }
  if (interrupts !== "control" && reading.kind === "market" && isPeek(reading))
    return startMarket(reading, asked.flow !== "market_price");
  if (interrupts === "all" && reading.kind === "market") return startMarket(reading);
  if (interrupts !== "control" && isIntent(reading, "price"))
    return startMarket(NOTHING_TOLD, true);
  if (interrupts !== "control" && reading.kind === "intent") {
    const peek = PEEKS[reading.intent];
    if (peek !== undefined) return start(peek, {}, true);
  }
  // Undoing is meant for what was noted; before that there is only the question to leave.
  if (interrupts === "all" && isIntent(reading, "undo")) return undoFrom(asked, situation);
  const keyword = interrupts === "all" ? ear.keyword(text) : null;
  return keyword === null ? misunderstood(reading, asked) : start(keyword.flow, keyword.values);
}

/** "No, 14" while a figure is being asked about is that figure told anew, not a correction of an older one. */
function insteadOf({ variables }: Asked, reading: Reading): Reading {
  if (reading.kind !== "milk" || !reading.correction) return reading;
  const pending = variables["day"];
  const isPending = variables["draft"] !== undefined && !reading.dayNamed;
  const entries =
    isPending && pending?.type === "day"
      ? reading.entries.map((entry) => ({ ...entry, day: pending.day }))
      : reading.entries;
  return variables["draft"] === undefined
    ? reading
    : { ...reading, entries, correction: false, dayNamed: reading.dayNamed || isPending };
}

/** Undoes the report that is being corrected; what was not noted yet is only left. */
function undoFrom({ variables }: Asked, { recent }: Situation): Heard {
  const report = variables["report"];
  if (report === undefined) return start("cancelled");
  const packed = JSON.stringify(packValue(report));
  const echo = recent.findLast((one) => JSON.stringify(one.variables["report"]) === packed);
  return echo === undefined
    ? start("milk_undo")
    : { do: "recent", recent: echo, option: "undo", instead: true };
}

/** Flows that answer in passing, after which the waiting question is asked again. */
const PEEKS: Partial<Record<Intent, string>> = {
  summary: "milk_summary",
  month_summary: "milk_summary",
  question: "question",
};

function hearControl(intent: Intent, isSoft: boolean, asked: Asked): Heard | null {
  // A name or a place may sound like anything; only the words that end or undo an answer are heard there.
  if (isFreeText(asked) && intent !== "stop" && intent !== "back") return null;
  switch (intent) {
    case "stop":
      return start("stop");
    case "help":
    case "menu":
      return start("help", {}, true);
    case "language":
      return isAboutLanguage(asked) ? null : start("language", {}, true);
    case "person":
      return start("person", {}, true);
    case "repeat":
      return isSoft ? null : { do: "repeat" };
    case "back":
      return isSoft ? null : move({ kind: "back" });
    case "cancel":
      return isSoft || asked.flow === "registration" ? null : start("cancelled");
    default:
      return null;
  }
}

function isAboutLanguage({ node }: Asked): boolean {
  return "about" in node && node.about === "language";
}

function isFreeText({ node }: Asked): boolean {
  return "ask" in node && node.ask === "text";
}

function misunderstood(reading: Reading, asked: Asked): Heard {
  const variable = asked.node.keep;
  const keep =
    variable !== undefined && isReport(reading)
      ? { variable, value: { type: "reading" as const, reading } }
      : null;
  return { do: "misunderstood", keep };
}
