import { describe, expect, it } from "vitest";
import { errorsOf, shop } from "./flows.ts";

const HELP = `retry: ["Again?"], otherwise: done`;
const DONE = "  done: { end: done }\n";
const TOLD = '  told: { say: "{sum}", go: done }\n';

/** A flow that begins with the first of its nodes; that one stands in line 5, after a head in line 6. */
function flow(nodes: string, head = ""): string {
  return shop(nodes + DONE, `${head}first: ${/^ *(\w+)/.exec(nodes)?.[1]}\n`);
}

/** A flow that asks for a value of some kind inside of bounds. */
const bounded = (kind: string, accept: string): string =>
  flow(
    `  size: { ask: ${kind}, say: "How much?", save: size, go: done, accept: ${accept}, ${HELP} }\n`,
  );
/** A flow that waits. */
const waiting = (wait: string): string => flow(`  rest: { wait: ${wait}, go: done }\n`);
/** A flow with a condition. */
const when = (condition: string): string =>
  flow(
    `  fork: { branch: [{ when: '${condition}', go: done }, { else: done }] }\n`,
    "needs: { chart: chart, goods: choices, litres: litres, name: text }\n",
  );
/** A flow that computes. */
const computing = (formula: string): string =>
  flow(`  calc: { set: { sum: '${formula}' }, go: told }\n${TOLD}`);

/** A fault, the flows that have it, and the line an author reads. */
type Refusal = [fault: string, flows: string[], line: string];

const refuse: (fault: string, flows: string[], line: string) => void = (_, flows, line) => {
  expect(errorsOf(flows)).toEqual([line]);
};

describe("a condition or formula is refused", () => {
  it.each<Refusal>(
    (
      [
        [
          "without its second half",
          "litres >",
          "character 9: a value is missing before the end; write one or remove the last operator",
        ],
        [
          "with a sign of another language",
          "litres == 3 L",
          "character 8: == is not used here; write =",
        ],
        [
          "without a closing parenthesis",
          "(litres > 3 L",
          "character 14: ) is missing; write ) after it; a list is written in square brackets",
        ],
        [
          "that chains comparisons",
          "1 L < litres < 2 L",
          "character 14: comparisons do not chain; join two with and, such as a < b and b < c",
        ],
        [
          "with an unknown function",
          "size(name) > 1",
          'character 1: there is no function "size"; there are count, days, plus_days and known',
        ],
        ["with a capital", "Litres > 3 L", 'character 1: "Litres" has capitals; write litres'],
        ["of two types", "litres > 30", "character 8: litres compared with number; write 30 L"],
        [
          "with a variable that is misspelt",
          "litre > 3 L",
          'character 1: there is no variable "litre"; did you mean litres? (known: chart, goods, litres, name)',
        ],
        [
          "that orders what has no order",
          'name > "a"',
          "character 6: text has no order; write = or != instead of >",
        ],
        [
          "that compares several choices",
          'goods = "milk"',
          'character 7: choices cannot be compared; write "milk" in … or count(…)',
        ],
        [
          "that joins what is no condition",
          "litres and yes",
          "character 1: and takes yes or no, and this is litres; write a comparison such as litres > 30 L, or known(…)",
        ],
        [
          "of too many letters",
          `name = "${"a".repeat(500)}"`,
          "character 501: too long, over 500 characters; split it over two nodes",
        ],
        [
          "of too many parts",
          Array.from({ length: 51 }, () => "1=1").join(" or "),
          "character 1: too long, over 200 parts; split it over two nodes",
        ],
        [
          "nested too deeply",
          `${"not ".repeat(21)}yes`,
          "character 1: too long, over 20 levels; split it over two nodes",
        ],
      ] as const
    ).map(([fault, condition, message]) => [
      fault,
      [when(condition)],
      `flows/1.yaml:6 node fork: "${condition}": ${message}`,
    ]),
  )("%s", refuse);

  it.each<Refusal>([
    [
      "that is no condition",
      [when("litres")],
      'flows/1.yaml:6 node fork: "litres" is litres; it must be truth here',
    ],
    [
      "that adds a number to a day",
      [computing("today + 1")],
      'flows/1.yaml:5 node calc: "today + 1": character 7: days are not counted with +; write plus_days(day, number)',
    ],
    [
      "that adds a number to litres",
      [computing("1 L + 1")],
      'flows/1.yaml:5 node calc: "1 L + 1": character 5: litres + number; write 1 L',
    ],
    [
      "that divides",
      [computing("4 / 2")],
      'flows/1.yaml:5 node calc: "4 / 2": character 3: / is not used here; there is no division; multiply by a decimal instead, such as * 0.5',
    ],
    [
      "that gives a variable a second type",
      [
        flow(
          `  one: { set: { sum: 1 }, go: two }\n  two: { set: { sum: today }, go: told }\n${TOLD}`,
        ),
      ],
      'flows/1.yaml:6 node two: "sum" becomes day here and is number elsewhere; give one of them another name',
    ],
    [
      "as a bound in litres that has none",
      [bounded("litres", "{ max: 40 }")],
      'flows/1.yaml:5 node size: "40" is number; it must be litres here',
    ],
    [
      "as a usual day that is a number",
      [bounded("day", '{ usual: { min: 3, say: "{answer}?" } }')],
      'flows/1.yaml:5 node size: "3" is number; it must be day here',
    ],
    [
      "as a bound of the letters of a text that is litres",
      [bounded("text", "{ max: 2 L }")],
      'flows/1.yaml:5 node size: "2 L" is litres; it must be number here',
    ],
    [
      "as the end of a wait that is a number",
      [waiting("{ until: 3 }")],
      'flows/1.yaml:5 node rest: "3" is number; it must be day or moment here',
    ],
  ])("%s", refuse);
});
