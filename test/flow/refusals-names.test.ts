import { expect, it } from "vitest";
import { writeProblem } from "../../src/flow/source.ts";
import { compiled, errorsOf } from "./flows.ts";

const DONE = "  done: { end: done }\n";
const flow = (name: string, nodes: string, head = ""): string =>
  `flow: ${name}\ntitle: ${name}\n${head}first: a\nnodes:\n${nodes}`;
const question = (options: string): string =>
  flow(
    "shop",
    `  a: { ${options}, say: "Which?", go: done, retry: ["?"], otherwise: done }\n${DONE}`,
  );

it.each<[string, string[], string]>([
  [
    "an alias that stands for nothing",
    ["flow: shop\ntitle: shop\nfirst: a\nnodes: *lost\n"],
    "flows/1.yaml:1: an alias such as *name stands for nothing here, or for too much; write it out",
  ],
  [
    "a node called __proto__",
    [flow("shop", `  a: { say: "Hi.", go: done }\n  __proto__: { end: odd }\n${DONE}`)],
    'flows/1.yaml:6: "__proto__" can be no name; choose another',
  ],
  [
    "a node called constructor",
    [flow("shop", `  a: { say: "Hi.", go: constructor }\n  constructor: { end: done }\n`)],
    'flows/1.yaml:6: "nodes.constructor": Invalid key in record',
  ],
  [
    "a question without options",
    [question("choose: {}")],
    'flows/1.yaml:5 node a: "choose": write at least one option',
  ],
  [
    "a wait for the end of no flow",
    [flow("shop", `  a: { wait: { event: nowhere }, go: done, happened: done }\n${DONE}`)],
    'flows/1.yaml:5 node a: no flow is called "nowhere", so its end never comes; correct the name',
  ],
  [
    "a wait for no time",
    [flow("shop", `  a: { wait: { for: 0m }, go: done }\n${DONE}`)],
    'flows/1.yaml:5 node a: "wait.for": write a number and m, h or d, for example 2h',
  ],
  [
    "an outcome of a flow that the run one switches to, which leads nowhere",
    [
      flow("shop", `  a: { run: mall, on: { left: done } }\n${DONE}`),
      flow("mall", "  a: { switch: store }\n"),
      flow(
        "store",
        "  a: { branch: [{ when: today = 2026-11-23, go: b }, { else: c }] }\n  b: { end: left }\n  c: { end: home }\n",
      ),
    ],
    'flows/1.yaml:5 node a: the outcome "home" of the flow mall leads nowhere; add it under on',
  ],
])("%s is refused", (_fault, flows, line) => {
  expect(errorsOf(flows)).toEqual([line]);
});

it("a translation without one of its words is told, and refused where words are critical", () => {
  const shop = (head: string): string =>
    flow("shop", `  a: { say: "Hi.", go: done }\n${DONE}`, head);
  const told = (head: string): string[] => {
    const fresh = compiled([shop(head)]).problems;
    const of = /of: "(\w+)" to locales\/qu/.exec(fresh.map(writeProblem).join("\n"))?.[1] ?? "";
    return compiled([shop(head)], [["qu", `shop:\n  a: { of: "${of}" }\n`]])
      .problems.map(writeProblem)
      .filter((line) => line.startsWith("locales"));
  };
  expect(told("")).toEqual([
    'locales/qu/shop.yaml:2 node shop.a: warning: "say" is missing, so it is said in Spanish; write it',
  ]);
  expect(told("critical: true\n")).toEqual([
    'locales/qu/shop.yaml:2 node shop.a: "say" is missing, so it is said in Spanish; write it',
  ]);
});
