import { describe, expect, it } from "vitest";
import { errorsOf, shop } from "./flows.ts";

const HELP = `retry: ["Again?"], otherwise: done`;
const DONE = "  done: { end: done }\n";

/** A flow that begins with the first of its nodes; that one stands in line 5, after a head in line 6. */
function flow(nodes: string, head = ""): string {
  return shop(nodes + DONE, `${head}first: ${/^ *(\w+)/.exec(nodes)?.[1]}\n`);
}

/** A flow that asks for a name, with something more in that question. */
const asking = (more: string, head = ""): string =>
  flow(`  name: { ask: text, say: "Name?", save: name, go: done, ${more}, ${HELP} }\n`, head);
/** A flow that waits. */
const waiting = (wait: string, more = ""): string =>
  flow(`  rest: { wait: ${wait}, go: done${more} }\n`);
/** A flow that asks for several things. */
const several = (question: string, head = ""): string =>
  flow(`  which: { ${question}, say: "Which?", save: chosen, go: done, ${HELP} }\n`, head);
/** A second flow, which does something with the first. */
const mall = (node: string, head = ""): string =>
  flow(`  in: { ${node} }\n`, head).replace("flow: shop", "flow: mall");

/** A fault, the flows that have it, and the line an author reads. */
type Refusal = [fault: string, flows: string[], line: string];

const refuse: (fault: string, flows: string[], line: string) => void = (_, flows, line) => {
  expect(errorsOf(flows)).toEqual([line]);
};

describe("a way is refused", () => {
  it.each<Refusal>([
    [
      "that ends in a branch without else",
      [flow("  fork: { branch: [{ when: yes, go: done }] }\n")],
      "flows/1.yaml:5 node fork: a branch needs an else; add - else: <node> as its last line",
    ],
    [
      "after else",
      [flow("  fork: { branch: [{ else: done }, { else: done }] }\n")],
      "flows/1.yaml:5 node fork: what follows else is never reached; make else the last line",
    ],
    [
      "of a branch to no node",
      [flow("  fork: { branch: [{ when: 1 = 1, go: don }, { else: done }] }\n")],
      'flows/1.yaml:5 node fork: there is no node "don"; correct the name or add the node',
    ],
    [
      "of a silence to no node",
      [asking("silence: { after: 2h, go: don }")],
      'flows/1.yaml:5 node name: there is no node "don"; correct the name or add the node',
    ],
    [
      "that an option lacks",
      [
        flow(
          `  which: { choose: { one: { label: One }, two: { label: Two, go: done } }, say: "Which?", ${HELP} }\n`,
        ),
      ],
      'flows/1.yaml:5 node which: the option "one" leads nowhere; give it a go, or give one to the node',
    ],
    [
      "round a branch without a question",
      [flow("  fork: { branch: [{ when: 1 = 1, go: done }, { else: fork }] }\n")],
      "flows/1.yaml:5 node fork: a loop in which nothing waits for the person; put a question into it",
    ],
    [
      "round a flow in which nobody waits",
      [shop(DONE, "first: done\n"), mall("run: shop, go: in, on: { done: done }")],
      "flows/2.yaml:5 node in: a loop in which nothing waits for the person; put a question into it",
    ],
    [
      "from an old name that is still a node",
      [flow('  name: { say: "Hi.", go: done, renamed_from: [done] }\n')],
      'flows/1.yaml:5 node name: "done" is also done; a conversation moved here must find one place',
    ],
    [
      "from one old name to two nodes",
      [
        flow(
          '  name: { say: "Hi.", go: more, renamed_from: [old] }\n  more: { say: "Ho.", go: done, renamed_from: [old] }\n',
        ),
      ],
      'flows/1.yaml:6 node more: "old" is also name; a conversation moved here must find one place',
    ],
  ])("%s", refuse);
});

describe("a time is refused", () => {
  it.each<Refusal>([
    [
      "of a nudge after the silence",
      [asking('nudge: { after: 2h, say: "?" }, silence: { after: 1h, go: done }')],
      "flows/1.yaml:5 node name: the nudge after 2h comes when silence (1h) has ended the question; make it earlier",
    ],
    [
      "of a nudge when the flow has expired",
      [asking('nudge: { after: 2h, say: "?" }', "expires: 2h\n")],
      "flows/1.yaml:6 node name: the nudge after 2h comes when the flow has expired (2h); make it earlier",
    ],
    [
      "of a second nudge that is no later",
      [asking('nudge: [{ after: 2h, say: "?" }, { after: 120m, say: "??" }]')],
      "flows/1.yaml:5 node name: the nudge after 120m does not come after the one before it; put the soonest first",
    ],
    [
      "of a silence when the flow has expired",
      [asking("silence: { after: 2h, go: done }", "expires: 1h\n")],
      "flows/1.yaml:6 node name: silence after 2h comes when the flow has expired (1h); make it earlier",
    ],
    [
      "of an expiry that is no duration",
      [flow('  name: { say: "Hi.", go: done }\n', "expires: 1 day\n")],
      'flows/1.yaml:3: "expires": write a number and m, h or d, for example 2h',
    ],
    [
      "of a wait for nothing",
      [waiting("{}")],
      "flows/1.yaml:5 node rest: a wait needs for, until or event; add one",
    ],
    [
      "of a wait with two ends",
      [waiting("{ for: 1h, until: today }")],
      "flows/1.yaml:5 node rest: a wait has for or until, not both; remove one",
    ],
    [
      "of a wait with an hour and no day",
      [waiting('{ for: 1h, at: "18:00" }')],
      "flows/1.yaml:5 node rest: at goes with until; add until or remove at",
    ],
    [
      "of a wait until an odd hour",
      [waiting('{ until: today, at: "6:00" }')],
      'flows/1.yaml:5 node rest: "wait.at": write an hour as "18:00"',
    ],
    [
      "of a wait whose event leads nowhere",
      [waiting("{ for: 1h, event: shop }")],
      "flows/1.yaml:5 node rest: event and happened belong together; write both or neither",
    ],
    [
      "of a wait that leads on by no event",
      [waiting("{ for: 1h }", ", happened: done")],
      "flows/1.yaml:5 node rest: event and happened belong together; write both or neither",
    ],
  ])("%s", refuse);
});

describe("a variable is refused", () => {
  it.each<Refusal>([
    [
      "whose options are a text",
      [several("pick: name", "needs: { name: text }\n")],
      'flows/1.yaml:6 node which: "name" is text and must be options here; name a variable that holds options',
    ],
    [
      "of options that nothing sets",
      [several("choose_many: days")],
      'flows/1.yaml:5 node which: nothing sets the variable "days"; known are chosen',
    ],
    [
      "whose picture is a text",
      [flow('  show: { say: "So.", picture: name, go: done }\n', "needs: { name: text }\n")],
      'flows/1.yaml:6 node show: "name" is text and must be chart here; name a variable that holds chart',
    ],
    [
      "that cannot be written",
      [flow('  show: { say: "{chart}", go: done }\n', "needs: { chart: chart }\n")],
      "flows/1.yaml:6 node show: {chart} is chart and cannot be written in a text; take it out",
    ],
    [
      "that keeps a report and an answer",
      [asking("keep: name")],
      'flows/1.yaml:5 node name: "name" becomes reading here and is text elsewhere; give one of them another name',
    ],
    [
      "that a soft question remembers and nothing sets",
      [
        flow(
          '  which: { choose: { one: { label: One } }, say: "{coins}", soft: true, remember: [name], go: done }\n',
          "needs: { coins: text }\n",
        ),
      ],
      'flows/1.yaml:6 node which: nothing sets the variable "name"; known are coins',
    ],
    [
      "that an action sets to another type",
      [
        flow(
          "  weigh: { call: shop.weigh, with: { name: name }, on: { light: done, heavy: done } }\n",
          "needs: { name: text, weight: number }\n",
        ),
      ],
      'flows/1.yaml:6 node weigh: "weight" becomes litres here and is number elsewhere; give one of them another name',
    ],
    [
      "that an action takes as another type",
      [
        flow(
          "  weigh: { call: shop.weigh, with: { name: name, note: coins }, on: { light: done, heavy: done } }\n",
          "needs: { name: text, coins: number }\n",
        ),
      ],
      'flows/1.yaml:6 node weigh: "coins" is number, but shop.weigh takes text as "note"; give it text',
    ],
    [
      "that is given and never set",
      [asking("keep: milk", "gives: { coins: number }\n")],
      'flows/1.yaml:3: nothing sets "coins"; set it or take it out',
    ],
    [
      "that is given as another type",
      [asking("keep: milk", "gives: { name: number }\n")],
      'flows/1.yaml:3: "name" is text; write name: text',
    ],
    [
      "with more at least than at most",
      [several("choose_many: { one: { label: One }, two: { label: Two } }, min: 2, max: 1")],
      "flows/1.yaml:5 node which: min 2 is more than max 1; exchange them",
    ],
  ])("%s", refuse);
});

describe("another flow is refused", () => {
  const NEEDS = shop(DONE, "needs: { coins: number }\nfirst: done\n");
  const PLAIN = shop(DONE, "first: done\n");

  it.each<Refusal>([
    [
      "that is run with the wrong type",
      [NEEDS, mall("run: shop, with: { coins: name }, go: done", "needs: { name: text }\n")],
      'flows/2.yaml:6 node in: "name" is text, but the flow shop takes number as "coins"; give it number',
    ],
    [
      "that is run with what it does not take",
      [PLAIN, mall("run: shop, with: { coins: name }, go: done", "needs: { name: text }\n")],
      'flows/2.yaml:6 node in: the flow shop takes no "coins"; it takes nothing',
    ],
    [
      "from which is taken what it does not give",
      [PLAIN, mall("run: shop, take: { coins: coins }, go: done")],
      'flows/2.yaml:5 node in: the flow shop gives no "coins"; it gives nothing',
    ],
    [
      "from which is taken another type",
      [
        NEEDS.replace("first", "gives: { coins: number }\nfirst"),
        mall(
          "run: shop, with: { coins: coins }, take: { name: coins }, go: done",
          "needs: { coins: number, name: text }\n",
        ),
      ],
      'flows/2.yaml:6 node in: "name" becomes number here and is text elsewhere; give one of them another name',
    ],
    [
      "whose expiry leads nowhere",
      [asking("keep: milk", "expires: 1h\n"), mall("run: shop, on: { done: done }")],
      'flows/2.yaml:5 node in: the outcome "expired" of the flow shop leads nowhere; add it under on',
    ],
    [
      "whose soft question leads nowhere",
      [
        flow('  which: { choose: { one: { label: One } }, say: "Which?", soft: true, go: done }\n'),
        mall("run: shop, on: { done: done }"),
      ],
      'flows/2.yaml:5 node in: the outcome "soft" of the flow shop leads nowhere; add it under on',
    ],
    [
      "that never ends so",
      [PLAIN, mall("run: shop, go: done, on: { odd: done }")],
      'flows/2.yaml:5 node in: the flow shop has no outcome "odd"; it has done',
    ],
    [
      "that runs itself",
      [mall("run: mall, go: done")],
      "flows/1.yaml:5 node in: mall runs mall again, without end; use switch, or lead back inside the flow",
    ],
    [
      "that is switched to without what it needs",
      [NEEDS, shop("  in: { switch: shop }\n", "first: in\n").replace("flow: shop", "flow: mall")],
      'flows/2.yaml:5 node in: the flow shop needs "coins"; add it under with',
    ],
    [
      "that is switched to and is nowhere",
      [shop("  in: { switch: store }\n", "first: in\n")],
      'flows/1.yaml:5 node in: no flow is called "store"; correct the name',
    ],
  ])("%s", refuse);

  it("that runs the flow that runs it, once in each file", () => {
    expect(
      errorsOf([flow("  in: { run: mall, go: done }\n"), mall("run: shop, go: done")]),
    ).toEqual([
      "flows/1.yaml:5 node in: mall runs shop again, without end; use switch, or lead back inside the flow",
      "flows/2.yaml:5 node in: shop runs mall again, without end; use switch, or lead back inside the flow",
    ]);
  });
});
