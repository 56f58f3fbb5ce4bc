import { describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { LANGUAGES, type Language } from "../../src/core/language.ts";
import { wordsHash } from "../../src/flow/translations.ts";
import { writeProblem } from "../../src/flow/source.ts";
import { compileFlows, readLexicon } from "../../src/library.ts";
import { compiled, errorsOf } from "./flows.ts";

const SHOP = `flow: shop
title: A shop
first: name
nodes:
  name:
    ask: text
    say: "Your name?"
    save: name
    go: weigh
    retry: ["Please write your name."]
    otherwise: done
  weigh:
    call: shop.weigh
    with: { name: name }
    on: { light: offer, heavy: done }
  offer:
    choose:
      yes: { label: "Yes, {name}", go: done, words: [yes] }
      no: { label: "No", go: done }
    say: "{weight}, {name}?"
    retry: ["1 for {name}"]
    otherwise: done
  done: { end: done }
`;

/** The shop with one thing changed. */
function shop(from: string, to: string): string {
  if (!SHOP.includes(from)) throw new Error(`the shop has no ${from}`);
  return SHOP.replace(from, to);
}

describe("a sound flow", () => {
  it("compiles to a program named by its content", () => {
    const [one] = compiled([SHOP]).programs;
    const [same] = compiled([SHOP.replace("flow: shop", "flow:   shop")]).programs;
    const [other] = compiled([shop("Your name?", "Name?")]).programs;
    expect(one?.hash).toMatch(/^[0-9a-f]{32}$/);
    expect(same?.hash).toBe(one?.hash);
    expect(other?.hash).not.toBe(one?.hash);
    expect(one?.nodes["offer"]).toMatchObject({ choose: { yes: { numbered: true } } });
  });

  it("survives the database", () => {
    const [program] = compiled([SHOP]).programs;
    expect(JSON.parse(JSON.stringify(program))).toEqual(program);
  });
});

describe("a faulty flow says so in one line, with its place and what to do", () => {
  it.each([
    ["no YAML", shop("title: A shop", 'title: "A shop'), /^flows\/1\.yaml:\d+: not valid YAML: /],
    ["a key twice", shop("title: A shop", "title: A shop\ntitle: B"), /:3: not valid YAML: /],
    ["nothing in it", "", /^flows\/1\.yaml:1: .*missing/],
    ["a list", "- flow: shop", /^flows\/1\.yaml:1: /],
    ["no title", shop("title: A shop\n", ""), /^flows\/1\.yaml:1: "title": .*is it missing/],
    ["an unknown key", shop("title:", "titel: x\ntitle:"), /unknown key "titel"/],
    [
      "an unknown key in a node",
      shop("save: name", "save: name\n    sav: x"),
      /:6 node name: .*"sav"/,
    ],
    [
      "an odd name",
      shop("flow: shop", "flow: Shop"),
      /^flows\/1\.yaml:1: "flow": use small letters/,
    ],
    ["no kind of node", shop("{ end: done }", "{ go: name }"), /node done: no kind of node/],
    ["a node that is no node", shop("{ end: done }", "5"), /node done: no kind of node/],
    [
      "two kinds in one",
      shop("{ end: done }", "{ end: done, call: a.b, on: {} }"),
      /node done: .*"end"/,
    ],
    ["a first that is nowhere", shop("first: name", "first: nome"), /:3: there is no node "nome"/],
    ["a way to nowhere", shop("go: weigh", "go: wiegh"), /:9 node name: there is no node "wiegh"/],
    [
      "an option to nowhere",
      shop('label: "No", go: done', 'label: "No", go: x'),
      /:19 node offer: .*"x"/,
    ],
    ["an unreachable node", `${SHOP}  lost: { end: done }\n`, /:24 node lost: no way leads here/],
    [
      "an outcome without a way",
      shop(", heavy: done", ""),
      /:15 node weigh: .*"heavy".*leads nowhere/,
    ],
    [
      "an unknown outcome",
      shop("heavy: done", "heavy: done, odd: done"),
      /no outcome "odd"; it has light/,
    ],
    [
      "an unknown action",
      shop("shop.weigh", "shop.wiegh"),
      /no action .*"shop\.wiegh"; known are shop\.weigh/,
    ],
    ["an action without a module", shop("shop.weigh", "weigh"), /write module\.action/],
    [
      "an unknown input",
      shop("{ name: name }", "{ name: name, nom: name }"),
      /takes no "nom"; it takes name, note/,
    ],
    [
      "an input that is missing",
      shop("with: { name: name }", "with: {}"),
      /needs "name"; add it under with/,
    ],
    [
      "a variable nobody sets",
      shop("{weight}, {name}?", "{wait}"),
      /node offer: nothing sets .*"wait"; known/,
    ],
    [
      "a variable nobody sets, in a label",
      shop("Yes, {name}", "Yes, {nom}"),
      /nothing sets .*"nom"/,
    ],
    [
      "a variable nobody sets, as input",
      shop("{ name: name }", "{ name: nom }"),
      /nothing sets .*"nom"/,
    ],
    [
      "a question without retry",
      shop('    retry: ["Please write your name."]\n', ""),
      /node name: "retry"/,
    ],
    [
      "a choice without retry",
      shop('    retry: ["1 for {name}"]\n', ""),
      /node offer: a question needs retry/,
    ],
    [
      "a question without otherwise",
      shop("    otherwise: done\n  weigh", "  weigh"),
      /node name: "otherwise"/,
    ],
    ["five retries", shop('["1 for {name}"]', "[a, b, c, d, e]"), /node offer: "retry"/],
    [
      "a duration that is none",
      shop(
        "otherwise: done\n  weigh",
        "otherwise: done\n    nudge: { after: 2 hours, say: x }\n  weigh",
      ),
      /write a number and m, h or d/,
    ],
    [
      "a loop of words",
      shop("done: { end: done }", "done: { say: a, go: again }\n  again: { say: b, go: done }"),
      /node done: a loop in which nothing waits/,
    ],
    [
      "a flow that is nowhere",
      shop("{ end: done }", "{ run: cellar, go: end }\n  end: { end: done }"),
      /node done: no flow is called "cellar"/,
    ],
  ])("%s", (_fault, text, line) => {
    const { programs, problems } = compiled([text]);
    const lines = problems.filter((one) => one.severity === "error").map(writeProblem);
    expect(lines).toEqual([expect.stringMatching(line)]);
    expect(lines[0]).toMatch(/^flows\/1\.yaml:\d+( node \w+)?: [^\n]+$/);
    expect(programs).toEqual([]);
  });

  it("two flows of one name", () => {
    expect(errorsOf([SHOP, SHOP])).toEqual([
      expect.stringMatching(/^flows\/[12]\.yaml:1: another file already defines the flow "shop"/),
    ]);
  });

  it("a flow run without what it needs", () => {
    const caller =
      "flow: mall\ntitle: A mall\nfirst: go\nnodes:\n  go: { run: shop, go: done }\n  done: { end: done }\n";
    const shopNeeds = shop("title: A shop", "title: A shop\nneeds: { coins: text }");
    expect(errorsOf([shopNeeds, caller])).toEqual([
      expect.stringMatching(/^flows\/2\.yaml:5 node go: the flow shop needs "coins"/),
    ]);
  });

  it("one fault keeps every flow back", () => {
    const other = SHOP.replace("flow: shop", "flow: store");
    expect(compiled([SHOP, shop("go: weigh", "go: no")]).programs).toEqual([]);
    expect(compiled([SHOP, other]).programs).toHaveLength(2);
  });
});

describe("translations", () => {
  const [program] = compiled([SHOP]).programs;
  const of = (node: string): string => {
    const words = program?.words.es[node];
    return words === undefined ? "" : wordsHash(words);
  };
  const good = `shop:
  offer:
    of: ${of("offer")}
    say: "{name}, {weight}?"
    retry: ["{name}: 1"]
    options: { yes: "Arí, {name}", no: { label: Mana, words: [manan] } }
`;
  const quechua = (from: string, to: string): [Language, string][] => [
    ["qu", good.replace(from, to)],
  ];

  it("are taken over, and what is missing stays Spanish with a warning", () => {
    const { programs, problems } = compiled([SHOP], [["qu", good]]);
    expect(programs[0]?.words.qu["offer"]).toEqual({
      say: "{name}, {weight}?",
      nudges: [],
      retry: ["{name}: 1"],
      options: {
        yes: { label: "Arí, {name}", words: [] },
        no: { label: "Mana", words: ["manan"] },
      },
    });
    expect(programs[0]?.words.qu["name"]?.say).toBe("Your name?");
    expect(problems.map(writeProblem)).toContainEqual(
      expect.stringMatching(
        /^flows\/1\.yaml:6 node name: warning: no words in qu; add shop\.name with of: "[0-9a-f]{8}" to /,
      ),
    );
    expect(problems.filter((one) => one.where === "node offer")).toHaveLength(2);
  });

  it("of older Spanish are used, with a warning that tells the new mark", () => {
    const { programs, problems } = compiled([SHOP], quechua(of("offer"), "0000000a"));
    expect(programs).toHaveLength(1);
    expect(problems.map(writeProblem)).toContain(
      `locales/qu/shop.yaml:3 node shop.offer: warning: stale: the Spanish changed; check the words and write of: "${of("offer")}"`,
    );
  });

  it.each([
    [
      "{name}, {weight}?",
      "{name}?",
      /:4 node shop\.offer: "say" must have .*\{name\} \{weight\}, it has \{name\}/,
    ],
    ["Arí, {name}", "Arí, {nombre}", /node shop\.offer: the Spanish words have no \{nombre\}/],
    ["{name}: 1", "{nom}: 1", /node shop\.offer: the Spanish words have no \{nom\}/],
    [
      "no: { label: Mana, words: [manan] }",
      "nope: Mana",
      /:6 node shop\.offer: .*options no, yes, it has nope, yes/,
    ],
    ['["{name}: 1"]', "[]", /:5 node shop\.offer: must have 1 retry texts, it has 0/],
    ["shop:\n", "shopp:\n", /:\d+: no flow is called "shopp"/],
    ["  offer:", "  ofer:", /:\d+ node shop\.ofer: the flow has no such node/],
    ["    say:", "    sag: x\n    say:", /unknown key "sag"/],
    ["    say:", "    say: [", /^locales\/qu\/shop\.yaml:\d+: not valid YAML/],
  ])("with %s → %s are refused in one line", (from, to, line) => {
    expect(errorsOf([SHOP], quechua(from, to))).toEqual([expect.stringMatching(line)]);
  });

  it("may be an empty file", () => {
    expect(errorsOf([SHOP], [["qu", "# nothing yet\n"]])).toEqual([]);
  });
});

describe("the shipped flows", () => {
  const { programs, problems } = compileFlows(".", actions, readLexicon("."));

  it("compile without errors", () => {
    expect(problems.filter((one) => one.severity === "error").map(writeProblem)).toEqual([]);
    expect(programs.length).toBeGreaterThan(15);
  });

  it.each(LANGUAGES)("have words for every node in %s", (language) => {
    for (const program of programs) {
      for (const [slug, node] of Object.entries(program.nodes))
        if ("say" in node) expect(program.words[language][slug]?.say).toBeTruthy();
    }
  });

  it("leave no shared file of words out of sight", () => {
    expect(compileFlows("test", actions, readLexicon("."))).toEqual({ programs: [], problems: [] });
  });
});
