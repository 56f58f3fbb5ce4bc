import { describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../../src/core/language.ts";
import { writeProblem } from "../../src/flow/source.ts";
import { wordsHash } from "../../src/flow/translations.ts";
import { compileSources, readLexicon } from "../../src/library.ts";
import { ACTIONS, compiled, errorsOf, shop } from "./flows.ts";

const HELP = `retry: ["Again?"], otherwise: done`;
const DONE = "  done: { end: done }\n";
const CHART = "needs: { chart: chart }\n";

/** A flow that says something; its only words stand in line 5, after a head in line 6. */
const saying = (text: string, head = ""): string =>
  shop(`  told: { say: "${text}", go: done }\n${DONE}`, `${head}first: told\n`);
/** A flow that asks for a name. */
const asking = (text: string, more = ""): string =>
  shop(
    `  name: { ask: text, say: "${text}", save: name, go: done${more}, ${HELP} }\n${DONE}`,
    "first: name\n",
  );
/** A flow with a choice. */
const choosing = (options: string, kind = "choose"): string =>
  shop(
    `  which: { ${kind}: ${options}, save: chosen, say: "Which?", go: done, ${HELP} }\n${DONE}`,
    "first: which\n",
  );
/** A flow that is started by a word. */
const started = (word: string): string => shop(DONE, `keywords: ["${word}"]\nfirst: done\n`);

/** A fault, the flows that have it, and the line an author reads. */
type Refusal = [fault: string, flows: string[], line: string];

const refuse: (fault: string, flows: string[], line: string) => void = (_, flows, line) => {
  expect(errorsOf(flows)).toEqual([line]);
};

describe("words are refused", () => {
  const letters = (count: number): string => "a".repeat(count);

  it.each<Refusal>([
    [
      "that are longer than a channel takes",
      [saying(letters(4097))],
      "flows/1.yaml:5 node told: the text may reach 4097 letters, a channel takes 4096; shorten it or split it over two nodes",
    ],
    [
      "that values make longer than a channel takes",
      [saying("{name}".repeat(103), "needs: { name: text }\n")],
      "flows/1.yaml:6 node told: the text may reach 4120 letters, a channel takes 4096; shorten it or split it over two nodes",
    ],
    [
      "that options make longer than a channel takes",
      [choosing("{ one: { label: One } }").replace("Which?", letters(4090))],
      "flows/1.yaml:5 node which: the text may reach 4098 letters, a channel takes 4096; shorten it or split it over two nodes",
    ],
    [
      "that a picture cannot have under it",
      [saying(letters(1025), CHART).replace("go:", "picture: chart, go:")],
      "flows/1.yaml:6 node told: the text may reach 1025 letters, under a picture a channel takes 1024; shorten it or split it over two nodes",
    ],
    [
      "of a nudge that is longer than a channel takes",
      [asking("Name?", `, nudge: { after: 1h, say: ${letters(4097)} }`)],
      "flows/1.yaml:5 node name: the text may reach 4097 letters, a channel takes 4096; shorten it or split it over two nodes",
    ],
    [
      "on a button that cannot hold them",
      [choosing(`{ one: { label: ${letters(65)} } }`)],
      `flows/1.yaml:5 node which: the label "${letters(65)}" has more than 64 letters; shorten it`,
    ],
    [
      "of a question that are blank",
      [asking(" ")],
      "flows/1.yaml:5 node name: a text is empty; write it or remove it",
    ],
    [
      "of a node that has the name of the keywords",
      [shop("  keywords: { end: over }\n", "first: keywords\n")],
      "flows/1.yaml:5 node keywords: this name is taken; use another",
    ],
    [
      "in which {answer} stands without an unusual answer",
      [asking("{answer}?")],
      'flows/1.yaml:5 node name: nothing sets the variable "answer"; known are name',
    ],
  ])("%s", refuse);
});

describe("an answer is refused", () => {
  it.each<Refusal>([
    [
      "that is the label of two options",
      [choosing("{ one: { label: Milk }, two: { label: milk } }")],
      'flows/1.yaml:5 node which: "milk" answers both one and two; take it from one of them',
    ],
    [
      "that is a word for two options",
      [
        choosing(
          "{ one: { label: Milk, words: [white] }, two: { label: Wool, words: [White] } }",
          "choose_many",
        ),
      ],
      'flows/1.yaml:5 node which: "White" answers both one and two; take it from one of them',
    ],
    [
      "that is a control word",
      [choosing("{ one: { label: Stop } }")],
      'flows/1.yaml:5 node which: "Stop" of the option one is the word for stop; use another word',
    ],
    [
      "that is the number of another option",
      [choosing('{ one: { label: One, words: ["2"] }, two: { label: Two } }')],
      'flows/1.yaml:5 node which: "2" of the option one is the number of another option; use a word',
    ],
  ])("%s", refuse);

  it("that is a control word, except where the question is about it", () => {
    const about = choosing("{ one: { label: Stop } }").replace("save: chosen", "about: stop");
    expect(errorsOf([about])).toEqual([]);
  });
});

describe("a keyword is refused", () => {
  it("that starts two flows", () => {
    const store = started("Milk ").replace("flow: shop", "flow: store");
    expect(errorsOf([started("milk"), store])).toEqual([
      'flows/2.yaml:3: "Milk " starts shop too; use another word for one of them',
    ]);
  });

  const lexicon = readLexicon(".");

  it.each([
    ["basta", "stop"],
    ["ayuda", "help"],
    ["SEGUIR", "resume"],
    ["30 litros", "milk"],
    ["12", "milk"],
    ["hola", "greeting"],
    ["sí", "yes"],
    // The same words hold in every language.
    ["sayay", "stop"],
    ["yes", "yes"],
  ])("such as «%s», which means %s everywhere", (word, meaning) => {
    const flows = [{ file: "flows/1.yaml", text: started(word) }];
    const { problems } = compileSources({ flows, locales: [] }, ACTIONS, lexicon);
    expect(problems.filter((one) => one.severity === "error").map(writeProblem)).toEqual([
      `flows/1.yaml:3: "${word}" already means ${meaning}; use another word`,
    ]);
  });

  it("but not a word that means nothing else", () => {
    expect(errorsOf([started("terneros")])).toEqual([]);
  });
});

describe("a translation is refused", () => {
  const NODES = `  name: { ask: text, say: "Name?", save: name, go: which, nudge: { after: 1h, say: "{coins}?" }, ${HELP} }
  which: { choose: { one: { label: One }, two: { label: Two } }, say: "Which?", go: done, ${HELP} }
`;
  const spanish = (head = ""): string =>
    shop(NODES + DONE, `${head}needs: { coins: number }\nkeywords: [sale]\nfirst: name\n`);
  const [program] = compiled([spanish()]).programs;
  const of = (node: string): string => {
    const words = node === "keywords" ? ["sale"] : program?.words.es[node];
    return words === undefined ? "" : wordsHash(words);
  };
  const LOCALE = `shop:
  keywords: { of: "${of("keywords")}", words: [market] }
  name: { of: "${of("name")}", say: "Nom?", nudge: ["{coins}!"], retry: ["R"] }
  which: { of: "${of("which")}", say: "Quoi?", retry: ["R"], options: { one: Un, two: Deux } }
`;
  /** The errors of a locale with one thing changed; the other languages are sound. */
  const errors = (from: string, to: string, head = ""): string[] => {
    if (!LOCALE.includes(from)) throw new Error(`the locale has no ${from}`);
    const locales = LANGUAGES.filter((language) => language !== "es").map(
      (language): [Language, string] => [
        language,
        language === "qu" ? LOCALE.replace(from, to) : LOCALE,
      ],
    );
    return errorsOf([spanish(head)], locales);
  };

  it("not as it stands, nor in a critical flow", () => {
    expect(errors("Nom?", "Nom?")).toEqual([]);
    expect(errors("Nom?", "Nom?", "critical: true\n")).toEqual([]);
  });

  it.each([
    [
      "that lacks the value of a nudge",
      "{coins}!",
      "Nom?",
      ':3 node shop.name: "nudge" must have the placeholders {coins}, it has (none)',
    ],
    [
      "that has a value too much",
      "say: ",
      'left: "{coins} L", say: ',
      ':3 node shop.name: "left" must have the placeholders (none), it has {coins}',
    ],
    [
      "without its options",
      ", options: { one: Un, two: Deux }",
      "",
      ":4 node shop.which: must have the options one, two, it has (none)",
    ],
    [
      "in which two options have one word",
      "Deux",
      "un",
      ':4 node which: "un" answers both one and two; take it from one of them',
    ],
    [
      "in which an option is a control word",
      "Deux",
      "stop",
      ':4 node which: "stop" of the option two is the word for stop; use another word',
    ],
    [
      "in which an option is the number of another",
      "Deux",
      '"1"',
      ':4 node which: "1" of the option two is the number of another option; use a word',
    ],
    [
      "that is too long for a channel",
      "Quoi?",
      "q".repeat(4097),
      ":4 node which: the text may reach 4113 letters, a channel takes 4096; shorten it or split it over two nodes",
    ],
    ["that is blank", "Quoi?", " ", ":4 node which: a text is empty; write it or remove it"],
    [
      "of a node without words",
      "  which:",
      '  done: { of: "0", say: "Fin." }\n  which:',
      ":4 node shop.done: the flow has no such node with words; correct the name or remove it",
    ],
  ])("%s", (_fault, from, to, line) => {
    expect(errors(from, to)).toEqual([`locales/qu/shop.yaml${line}`]);
  });

  it("whose keyword means something everywhere", () => {
    expect(errors("market", "hello")).toEqual([
      expect.stringMatching(/"hello" already means greeting; use another word$/),
    ]);
  });

  it.each([
    ["which", "locales/qu/shop.yaml:4 node shop.which: "],
    ["keywords", "locales/qu/shop.yaml:2 node shop.keywords: "],
  ])("that is stale in a critical flow: %s", (node, place) => {
    expect(errors(of(node), "0000000a")).toEqual([]);
    expect(errors(of(node), "0000000a", "critical: true\n")).toEqual([
      `${place}stale: the Spanish changed; check the words and write of: "${of(node)}"`,
    ]);
  });

  it.each([
    ["name", /^flows\/1\.yaml:8 node name: no words in qu; add shop\.name .*locales\/qu\//],
    ["keywords", /^flows\/1\.yaml:5: no words in qu; add shop\.keywords .*locales\/qu\//],
  ])("that is missing in a critical flow: %s", (node, line) => {
    const missing = LOCALE.split("\n").find((text) => text.startsWith(`  ${node}:`)) ?? "";
    expect(errors(`${missing}\n`, "")).toEqual([]);
    expect(errors(`${missing}\n`, "", "critical: true\n")).toEqual([expect.stringMatching(line)]);
  });
});
