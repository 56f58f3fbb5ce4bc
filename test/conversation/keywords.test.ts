import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileSources, readSources } from "../../src/library.ts";
import { openVillage, type Village } from "../kit/conversation.ts";

const CODE = `flow: door_code
title: El código de la puerta
keywords: [puerta verde, es la puerta verde]
needs: { code: text }
takes: code
first: look

nodes:
  look:
    branch:
      - { when: known(code), go: say_code }
      - { else: ask }
  ask:
    ask: text
    say: "¿Qué código?"
    save: code
    go: say_code
    accept: { max: 100, outside: "Es demasiado largo." }
    retry: ["Escriba el código."]
    otherwise: done
  say_code: { say: "Código {code}.", go: done }
  done: { end: done }
`;

describe("words that start a flow", () => {
  let village: Village;
  beforeEach(async () => {
    village = await openVillage();
    const { tools, lexicon } = village.stage;
    const sources = readSources(".");
    const flows = [...sources.flows, { file: "flows/general/door.yaml", text: CODE }];
    const { programs } = compileSources({ ...sources, flows }, tools.actions, lexicon);
    await village.stage.publish(programs, { by: "test", note: null });
  });
  afterEach(() => village.close());

  it("give it what is written behind them, where it takes that", async () => {
    const rosa = await village.newFamily();
    await rosa.says("gracias");
    expect(await rosa.says("Puerta verde 4827")).toEqual(["Código 4827."]);
    expect(await rosa.says("es la puerta verde, 48 27")).toEqual(["Código 48 27."]);
    expect(await rosa.says("puerta verde")).toEqual(["¿Qué código?"]);
    expect(await rosa.says("QA 7")).toEqual(["Código QA 7."]);
    expect(await village.stored(rosa)).toEqual([]);
  });

  it("take a long answer only as long as the question says", async () => {
    const rosa = await village.newFamily();
    await rosa.says("gracias");
    await rosa.says("puerta verde");
    expect(await rosa.says("muy largo ".repeat(500))).toEqual(["Es demasiado largo."]);
    expect(await rosa.says("código de noventa letras, más que lo de siempre ".repeat(2))).toEqual([
      expect.stringMatching(/^Código código/),
    ]);
  });
});
