import { actions } from "../../src/actions.ts";
import type { FlowSources } from "../../src/flow/compile.ts";
import type { Program } from "../../src/flow/program.ts";
import { writeProblem } from "../../src/flow/source.ts";
import { compileSources, readLexicon, readSources } from "../../src/library.ts";

const HELP = `retry: ["¿Cómo?"], otherwise: leave`;

/** A recorded flow that asks for one answer of every kind. */
export const HERD = `flow: herd
title: Encuesta del hato
keywords: [encuesta del hato]
record: true
first: cows
nodes:
  cows: { ask: number, say: "¿Cuántas vacas tiene?", save: cows, go: milk, skip: milk, ${HELP} }
  milk: { ask: litres, say: "¿Cuánta leche da la mejor?", save: milk, go: breed, ${HELP} }
  breed: { choose: { brown: { label: Brown Swiss }, holstein: { label: Holstein } }, say: "¿De qué raza?", save: breed, go: sold, ${HELP} }
  sold: { choose_many: { milk: { label: Leche }, cheese: { label: Queso } }, say: "¿Qué vende?", save: sold, go: visit, ${HELP} }
  visit: { ask: day, say: "¿Qué día vamos?", save: visit, go: hour, accept: { times: any }, ${HELP} }
  hour: { ask: time, say: "¿A qué hora?", save: hour, go: wish, ${HELP} }
  wish: { ask: text, say: "¿Qué más quiere decir?", save: wish, go: sure, ${HELP} }
  sure: { confirm: { yes: done, no: done }, say: "¿Está de acuerdo?", ${HELP} }
  leave: { hand_off: unclear, say: "Le avisé a un técnico.", go: done }
  done: { end: done }
`;

const lexicon = readLexicon(".");

/** The shipped programs and those of these flow files. */
export function programsWith(...flows: string[]): Program[] {
  const shipped = readSources(".");
  return compiled({ ...shipped, flows: [...shipped.flows, ...files(flows)] });
}

/** The program of one flow file that stands for itself. */
export function programOf(flow: string): Program {
  const [program] = compiled({ flows: files([flow]), locales: [] });
  if (program === undefined) throw new Error("no flow");
  return program;
}

function files(flows: string[]): FlowSources["flows"] {
  return flows.map((text, index) => ({ file: `flows/surveys/survey${index}.yaml`, text }));
}

function compiled(sources: FlowSources): Program[] {
  const { programs, problems } = compileSources(sources, actions, lexicon);
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length > 0) throw new Error(errors.map(writeProblem).join("\n"));
  return programs;
}
