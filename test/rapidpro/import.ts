import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { actions } from "../../src/actions.ts";
import type { Vocabulary } from "../../src/flow/check/words.ts";
import { compileSources, readLexicon } from "../../src/library.ts";
import { convert, type Converted } from "../../src/rapidpro/convert.ts";
import { readExport } from "../../src/rapidpro/export-file.ts";
import { controlWordOf, normalisedAnswer } from "../../src/understanding/control-words.ts";
import { makeUnderstander } from "../../src/understanding/understand.ts";

export const lexicon = readLexicon(".");
const understander = makeUnderstander(lexicon);
const sentAt = new Date("2026-01-01T12:00:00Z");

/** What words mean outside of flows, as the command knows it. */
export const vocabulary: Vocabulary = {
  normalise: normalisedAnswer,
  control: (text) => controlWordOf(text, lexicon),
  meaning(text) {
    const reading = understander.understand(text, { sentAt, afterReport: false });
    return reading.kind === "unknown" ? null : reading.kind;
  },
};

/** The text of one of the exports of these tests. */
export function exportText(name: string): string {
  return readFileSync(`test/rapidpro/exports/${name}.json`, "utf8");
}

/** What a text becomes, as area `area`. */
export function imported(text: string, area = "area"): Converted {
  const settings = { area, source: `${area}.json`, vocabulary, keywords: [] };
  return convert(readExport(text), settings);
}

/** Problems the compiler has with what was made, as lines; errors only. */
export function errorsOf({ flows, locales }: Converted): string[] {
  return compileSources({ flows, locales }, actions, lexicon)
    .problems.filter((problem) => problem.severity === "error")
    .map((problem) => `${problem.file}:${problem.line} ${problem.where}: ${problem.message}`);
}

type Data = Record<string, unknown>;

/** One flow of what was made, as data. */
export function flowIn(made: Converted, flow: string): Data & { nodes: Record<string, Data> } {
  const file = made.flows.find((one) => one.file.endsWith(`/${flow}.yaml`));
  return parse(file?.text ?? "") as Data & { nodes: Record<string, Data> };
}

/** The words of one language of what was made, as data. */
export function wordsIn(made: Converted, language: string): Record<string, Record<string, Data>> {
  const file = made.locales.find((one) => one.language === language);
  return parse(file?.source.text ?? "{}") as Record<string, Record<string, Data>>;
}
