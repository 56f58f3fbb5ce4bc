import type { Reading } from "../core/reading.ts";
import type { FlowValue } from "../core/value.ts";
import type { AnswerEvent } from "../flow/events.ts";
import type { QuestionNode } from "../flow/nodes.ts";
import { answerTo } from "./answers.ts";
import { move, type Asked, type Ear, type Heard } from "./heard.ts";

type Answered = Asked["answered"][number];

/**
 * "No, era 9": the newest earlier question that the rest of the words answers. Any words would answer
 * a question for words, so such an answer is taken back only by what can be nothing else ("no, era
 * Rosa"), and both are shown to choose from.
 */
export function hearCorrection(text: string, { answered }: Asked, ear: Ear): Heard | null {
  const said = answered.length === 0 ? null : ear.correction(text);
  if (said === null) return null;
  const reading = ear.understand(said.rest);
  for (const [index, question] of answered.entries()) {
    const answer = isForWords(question.node) ? null : answerTo(said.rest, reading, question, ear);
    if (answer !== null && answer.kind !== "skip") return correct(index, question, answer);
  }
  return said.certain ? correctWords(said.rest, reading, answered, ear) : null;
}

function correctWords(
  rest: string,
  reading: Reading,
  answered: Answered[],
  ear: Ear,
): Heard | null {
  const index = answered.findIndex((question) => isForWords(question.node));
  const question = answered[index];
  // "No, gracias" is no name.
  if (question === undefined || reading.kind === "intent") return null;
  const answer = answerTo(rest, reading, question, ear);
  if (answer?.kind !== "answer") return null;
  const before = heldBy(question);
  if (before === undefined || isSame(answer, question)) return correct(index, question, answer);
  return correct(index, question, { kind: "doubt", values: [answer.value, before] });
}

/** The answer told anew; "no era 9" of what was answered with 9 asks again. */
function correct(index: number, question: Answered, answer: AnswerEvent): Heard {
  return index === 0 && isSame(answer, question)
    ? move({ kind: "back" })
    : move({ kind: "correct", back: index + 1, answer });
}

function isSame(answer: AnswerEvent, question: Answered): boolean {
  const before = heldBy(question);
  if (answer.kind === "option")
    return before?.type === "choice" && before.choice.key === answer.option;
  return answer.kind === "answer" && JSON.stringify(answer.value) === JSON.stringify(before);
}

function heldBy({ node, variables }: Answered): FlowValue | undefined {
  return "save" in node && node.save !== undefined ? variables[node.save] : undefined;
}

function isForWords(node: QuestionNode): boolean {
  return "ask" in node && node.ask === "text";
}
