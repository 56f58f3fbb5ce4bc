import type { InboundContent } from "../core/message.ts";
import type { Intent, Reading } from "../core/reading.ts";
import type { FlowValue, FlowValues } from "../core/value.ts";
import type { NodeWords } from "../flow/program.ts";
import type { FlowNode, QuestionNode } from "../flow/schema.ts";
import type { RecentQuestion } from "../flow/session.ts";

/** How answers are read; `understanding/` does it, in every language at once. */
export interface Ear {
  understand(text: string): Reading;
  /** 1-based number of the chosen option; null when none is meant for certain. */
  choice(text: string, options: { label: string; words: string[] }[]): number | null;
  litres(text: string): number | null;
  yesNo(text: string): "yes" | "no" | null;
}

/** Where the person stands when the message is heard. */
export interface Standing {
  node: FlowNode;
  flow: string;
  words: NodeWords;
  variables: FlowValues;
}

export interface Situation {
  /** The person agreed that we keep what they tell. */
  consented: boolean;
  /** The question that waits; null between conversations. */
  standing: Standing | null;
  question: string | null;
  recent: RecentQuestion[];
  /** The soft question asked last and what its numbers mean: "1" under an echo corrects it. */
  lastSoft: { recent: RecentQuestion; numbered: string[] } | null;
  /** A report was the last thing talked about. */
  afterReport: boolean;
  puzzled: number;
  name: string;
}

/** What a message means for the conversation. */
export type Heard =
  | { do: "answer"; value: FlowValue }
  | { do: "option"; option: string }
  | { do: "skip" }
  /** Not an answer; `keep` holds a report to remember meanwhile. */
  | { do: "misunderstood"; keep: { variable: string; value: FlowValue } | null }
  /** Ask the waiting question again. */
  | { do: "repeat" }
  /** Begin a flow: instead of the waiting question, or above it and then back. */
  | { do: "start"; flow: string; values: FlowValues; above: boolean; puzzled: boolean }
  /** Act on a question that was asked a while ago. */
  | { do: "recent"; recent: RecentQuestion; option: string };

/** Messages in a row that were not understood before a person is called. */
const PUZZLED_LIMIT = 3;

/** Longest free-text answer that is taken. */
const MAX_ANSWER = 80;

/** Decides what a message means here. A valid answer beats any keyword, control words beat all but free text. */
export function listen(content: InboundContent, situation: Situation, ear: Ear): Heard {
  if (content.kind === "press") return hearPress(content, situation);
  const text =
    content.kind === "text" ? content.text : content.kind === "media" ? content.caption : "";
  const reading: Reading = text.trim() === "" ? { kind: "wordless" } : ear.understand(text);
  if (!situation.consented) return hearNewcomer(text, reading, situation, ear);
  const { standing } = situation;
  if (standing !== null && isAsking(standing)) {
    const heard = hearAnswer(text, reading, standing, situation, ear);
    if (heard !== null) return heard;
  }
  return hearAfresh(content, text, reading, situation, ear);
}

/** A question node with its words. */
type Asked = Standing & { node: QuestionNode };

function isAsking(standing: Standing): standing is Asked {
  return "ask" in standing.node || "choose" in standing.node || "pick" in standing.node;
}

/** A bare number where a name is asked answers the echo just above it. */
function underEcho(text: string, { lastSoft }: Situation): Heard | null {
  const option = /^\d$/.test(text.trim()) ? lastSoft?.numbered[Number(text.trim()) - 1] : undefined;
  return lastSoft === null || option === undefined
    ? null
    : { do: "recent", recent: lastSoft.recent, option };
}

function isFreeText(node: FlowNode): boolean {
  return "ask" in node && node.ask === "text";
}

function hearPress(press: { question: string; value: string }, situation: Situation): Heard {
  const { standing } = situation;
  if (press.question === situation.question && standing !== null) {
    if ("choose" in standing.node && standing.node.choose[press.value] !== undefined)
      return { do: "option", option: press.value };
    const picked = "pick" in standing.node ? pickedValue(standing, Number(press.value)) : undefined;
    if (picked !== undefined) return { do: "answer", value: picked };
  }
  const recent = situation.recent.find((one) => one.question === press.question);
  if (recent !== undefined && situation.consented)
    return { do: "recent", recent, option: press.value };
  if (!situation.consented && standing === null) return start("registration");
  return start("old_button", {}, true);
}

/** Before consent only the questions of the first contact are heard; a report is kept for afterwards. */
function hearNewcomer(text: string, reading: Reading, situation: Situation, ear: Ear): Heard {
  const { standing } = situation;
  if (isIntent(reading, "stop")) return start("stop");
  if (standing === null || !isAsking(standing)) {
    return start("registration", isReport(reading) ? { first: { type: "reading", reading } } : {});
  }
  const answer = answerTo(text, reading, standing, ear);
  if (answer !== null) return answer;
  if (isIntent(reading, "language")) return start("language", {}, true);
  return misunderstood(reading, standing);
}

/** The message as an answer or a control word; null when it is neither and should be heard afresh. */
function hearAnswer(
  text: string,
  reading: Reading,
  standing: Asked,
  situation: Situation,
  ear: Ear,
): Heard | null {
  const soft = "choose" in standing.node && standing.node.soft === true;
  const control = reading.kind === "intent" ? hearControl(reading.intent, soft, standing) : null;
  if (control !== null) return control;
  const answer = answerTo(text, reading, standing, ear);
  if (answer !== null) return answer;
  if (soft) return null;
  const echoed = isFreeText(standing.node) ? underEcho(text, situation) : null;
  if (echoed !== null) return echoed;
  if (standing.node.keep !== undefined && isReport(reading))
    return misunderstood(reading, standing);
  if (isReport(reading) && !vague(reading)) {
    // A new report takes the place of a question about milk; other questions are asked again after it.
    return start(
      "milk_report",
      { reading: { type: "reading", reading } },
      !standing.flow.startsWith("milk_"),
    );
  }
  if (reading.kind === "intent") {
    const peek = PEEKS[reading.intent];
    if (peek !== undefined) return start(peek, {}, true);
  }
  if (isIntent(reading, "cancel")) return start("cancelled");
  // Undoing is meant for what was noted; before that there is only the question to leave.
  if (isIntent(reading, "undo")) {
    return start(standing.variables["report"] === undefined ? "cancelled" : "milk_undo");
  }
  return misunderstood(reading, standing);
}

/** Flows that answer in passing, after which the waiting question is asked again. */
const PEEKS: Partial<Record<Intent, string>> = {
  summary: "milk_summary",
  month_summary: "milk_summary",
  price: "no_prices",
  question: "question",
};

function hearControl(intent: Intent, soft: boolean, standing: Asked): Heard | null {
  // A name or a place may sound like anything; only the word that ends everything is heard there.
  if (isFreeText(standing.node) && intent !== "stop") return null;
  switch (intent) {
    case "stop":
      return start("stop");
    case "help":
    case "menu":
      return start("help", {}, true);
    case "language":
      return "choose" in standing.node && standing.flow === "language"
        ? null
        : start("language", {}, true);
    case "person":
      return start("person", {}, true);
    case "repeat":
      return soft ? null : { do: "repeat" };
    case "back":
      return soft ? null : { do: "repeat" };
    case "cancel":
      return soft || standing.flow === "registration" ? null : start("cancelled");
    default:
      return null;
  }
}

function answerTo(text: string, reading: Reading, standing: Asked, ear: Ear): Heard | null {
  const { node } = standing;
  if ("choose" in node) return choiceIn(text, standing, ear);
  if ("pick" in node) {
    const options = standing.variables[node.pick];
    if (options?.type !== "options") return null;
    const number = ear.choice(
      text,
      options.options.map(() => ({ label: "", words: [] })),
    );
    const value = number === null ? undefined : pickedValue(standing, number - 1);
    return value === undefined ? null : { do: "answer", value };
  }
  if (node.skip !== undefined && isSkip(text, reading, node.ask)) return { do: "skip" };
  switch (node.ask) {
    case "litres": {
      const ml = ear.litres(text);
      return ml === null ? null : { do: "answer", value: { type: "litres", ml } };
    }
    case "reading":
      return isReport(reading) && !vague(reading)
        ? { do: "answer", value: { type: "reading", reading } }
        : null;
    case "text": {
      const words = text.replaceAll(/\s+/g, " ").trim();
      const fits =
        words.length <= MAX_ANSWER &&
        /\p{L}{2}/u.test(words) &&
        !(reading.kind === "milk" && reading.explicit);
      return fits ? { do: "answer", value: { type: "text", text: words } } : null;
    }
  }
}

function choiceIn(text: string, standing: Asked, ear: Ear): Heard | null {
  if (!("choose" in standing.node)) return null;
  const options = Object.entries(standing.node.choose);
  const heard = options.map(([slug]) => standing.words.options[slug] ?? { label: slug, words: [] });
  const numbered = options.filter(([, option]) => option.numbered);
  const byNumber = ear.choice(
    text,
    numbered.map(() => ({ label: "", words: [] })),
  );
  if (byNumber !== null) return { do: "option", option: numbered[byNumber - 1]?.[0] ?? "" };
  const byWord = ear.choice(
    text,
    heard.map((one) => ({ label: one.label.includes("{") ? "" : one.label, words: one.words })),
  );
  const chosen = byWord === null ? undefined : options[byWord - 1]?.[0];
  if (chosen !== undefined && !/^\p{N}/u.test(text.trim())) return { do: "option", option: chosen };
  const agreed = ear.yesNo(text);
  const slug =
    agreed === null
      ? undefined
      : YES_NO[agreed].find((name) => options.some(([option]) => option === name));
  return slug === undefined ? null : { do: "option", option: slug };
}

/** Options that a plain yes or no means. */
const YES_NO = { yes: ["yes", "confirm"], no: ["no", "other", "keep"] };

function pickedValue(standing: Standing, index: number): FlowValue | undefined {
  const options = "pick" in standing.node ? standing.variables[standing.node.pick] : undefined;
  return options?.type === "options" ? options.options[index] : undefined;
}

function isSkip(text: string, reading: Reading, asked: "text" | "litres" | "reading"): boolean {
  if (isIntent(reading, "dont_know")) return true;
  if (reading.kind === "milk_question" && reading.doubt === "not_a_report") return true;
  return asked === "text" && /^(0|-|saltar|no|ninguna?|manan?)$/i.test(text.trim());
}

function misunderstood(reading: Reading, standing: Asked): Heard {
  const variable = standing.node.keep;
  const keep =
    variable !== undefined && isReport(reading)
      ? { variable, value: { type: "reading" as const, reading } }
      : null;
  return { do: "misunderstood", keep };
}

/** Nothing waits for an answer: the message speaks for itself. */
function hearAfresh(
  content: InboundContent,
  text: string,
  reading: Reading,
  situation: Situation,
  ear: Ear,
): Heard {
  if (content.kind === "media" && !isReport(reading)) return start("media");
  switch (reading.kind) {
    case "milk":
      return start("milk_report", { reading: { type: "reading", reading } });
    case "milk_question":
      if (!vague(reading)) return start("milk_report", { reading: { type: "reading", reading } });
      return situation.afterReport && ear.yesNo(text) === "no"
        ? start("milk_correct")
        : start("dont_know");
    case "intent":
      return hearIntent(reading.intent, situation);
    case "product":
      return start("other_product");
    case "wordless":
      return start("wordless");
    case "unknown":
      return {
        ...start(situation.puzzled + 1 >= PUZZLED_LIMIT ? "person" : "puzzled"),
        puzzled: true,
      };
  }
}

function hearIntent(intent: Intent, situation: Situation): ReturnType<typeof start> {
  const named: FlowValues = { name: { type: "text", text: situation.name } };
  const flows: Record<Intent, string> = {
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
    cancel: situation.afterReport ? "milk_undo" : "nothing_to_do",
    undo: "milk_undo",
    correct: "milk_correct",
    summary: "milk_summary",
    month_summary: "milk_summary",
    price: "no_prices",
    question: "question",
    dont_know: "dont_know",
    herd: "nothing_to_do",
    identity_document: "nothing_to_do",
  };
  return start(flows[intent], named);
}

function start(
  flow: string,
  values: FlowValues = {},
  above = false,
): Extract<Heard, { do: "start" }> {
  return { do: "start", flow, values, above, puzzled: false };
}

function isIntent(reading: Reading, intent: Intent): boolean {
  return reading.kind === "intent" && reading.intent === intent;
}

function isReport(reading: Reading): boolean {
  return reading.kind === "milk" || reading.kind === "milk_question";
}

/** Words about milk that hold no amount at all ("no", "todavía"). */
function vague(reading: Reading): boolean {
  return reading.kind === "milk_question" && reading.doubt === "not_a_report";
}
