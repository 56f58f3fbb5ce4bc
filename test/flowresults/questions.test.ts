import { describe, expect, it } from "vitest";
import type { FlowValue } from "../../src/core/value.ts";
import { Questions } from "../../src/flowresults/questions.ts";
import { HERD, programOf } from "./survey.ts";

const first = programOf(HERD);
const four: FlowValue = { type: "number", milli: 4000 };
const many: FlowValue = { type: "text", text: "varias" };
const chose = (key: string): FlowValue => ({ type: "choice", choice: { key, label: key } });

/** A version whose file is written otherwise. */
const changed = (...changes: [from: string, to: string][]): ReturnType<typeof programOf> =>
  programOf(changes.reduce((text, [from, to]) => text.replace(from, to), HERD));

describe("the questions of a flow", () => {
  it("come from its nodes, each in its type", () => {
    const described = new Questions([{ program: first, used: true }]).described();
    const types = Object.entries(described).map(([id, { type }]) => [id, type]);
    expect(Object.fromEntries(types)).toEqual({
      cows: "numeric",
      milk: "numeric",
      breed: "select_one",
      sold: "select_many",
      visit: "date",
      hour: "time",
      wish: "text",
      sure: "select_one",
    });
    expect(described["milk"]?.type_options).toEqual({ unit: "L" });
    expect(described["sold"]?.type_options).toEqual({
      choices: ["milk", "cheese"],
      labels: { milk: "Leche", cheese: "Queso" },
    });
    expect(described["sure"]?.type_options.choices).toEqual(["yes", "no"]);
    expect(described["wish"]?.is_personal_information).toBe(true);
  });

  it("are those of all versions together, in the newest words, with the options of both", () => {
    const second = changed(
      ["¿De qué raza?", "¿Qué raza tiene?"],
      ["holstein: { label: Holstein }", "jersey: { label: Jersey }"],
      ["label: Brown Swiss", "label: Brown"],
    );
    const described = new Questions([
      { program: first, used: true },
      { program: second, used: true },
    ]).described();
    expect(described["breed"]).toEqual({
      type: "select_one",
      label: "¿Qué raza tiene?",
      type_options: {
        choices: ["brown", "jersey", "holstein"],
        labels: { brown: "Brown", jersey: "Jersey", holstein: "Holstein" },
      },
    });
  });

  it("do not take words from a version nobody used", () => {
    const draft = changed(["¿Cuántas vacas", "¿Cuántas vaquitas"]);
    for (const versions of [
      [first, draft],
      [draft, first],
    ]) {
      const asked = new Questions(
        versions.map((program) => ({ program, used: program === first })),
      ).described();
      expect(asked["cows"]?.label).toBe("¿Cuántas vacas tiene?");
    }
  });

  it("has a question for each type that a node had, the first under the plain name", () => {
    const second = changed(["ask: number", "ask: text"]);
    const questions = new Questions([
      { program: first, used: true },
      { program: second, used: true },
    ]);
    expect(questions.of(first.hash, "cows", four).id).toBe("cows");
    expect(questions.of(second.hash, "cows", many).id).toBe("cows.text");
    expect(questions.of(second.hash, "cows", null).id).toBe("cows.text");
    expect(questions.described()).toMatchObject({
      cows: { type: "numeric" },
      "cows.text": { type: "text" },
    });
  });

  it("tells litres from plain numbers, which cannot be added up", () => {
    const second = changed(["ask: number", "ask: litres"]);
    const questions = new Questions([
      { program: first, used: true },
      { program: second, used: true },
    ]);
    expect(questions.of(second.hash, "cows", { type: "litres", ml: 1 }).id).toBe("cows.litres");
  });

  it("gives an answer of a moved conversation to the version that took it", () => {
    const second = changed(["ask: number", "ask: text"]);
    const questions = new Questions([
      { program: first, used: true },
      { program: second, used: false },
    ]);
    expect(Object.keys(questions.described())).not.toContain("cows.text");
    expect(questions.of(first.hash, "cows", many).id).toBe("cows.text");
    expect(Object.keys(questions.described())).toContain("cows.text");
  });

  it("loses no answer whose version is gone", () => {
    const questions = new Questions([]);
    expect(questions.of("gone", "cows", four)).toMatchObject({
      id: "cows",
      question: { type: "numeric", label: "cows" },
    });
    expect(questions.of("gone", "goods", chose("milk")).question.type_options.choices).toEqual([
      "milk",
    ]);
    expect(Object.keys(questions.described())).toEqual(["cows", "goods"]);
  });
});
