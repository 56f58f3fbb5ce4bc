import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { OperatorError } from "./core/errors.ts";
import { LANGUAGES, type Language } from "./core/language.ts";
import type { ActionSignature } from "./flow/check/calls.ts";
import type { Vocabulary } from "./flow/check/words.ts";
import { compile, type Compiled, type FlowSources } from "./flow/compile.ts";
import { Source, writeProblem, type FileText } from "./flow/source.ts";
import { writingFile, type Writing } from "./flow/writing.ts";
import { controlWordOf, normalisedAnswer } from "./understanding/control-words.ts";
import { buildLexicon, wordsSchema, type Lexicon, type Words } from "./understanding/lexicon.ts";
import { makeUnderstander } from "./understanding/understand.ts";

/** Files of a language that are not translations of flows. */
const SHARED_FILES = new Set(["words.yaml", "writing.yaml"]);

/** Compiles all flows under `root`; problems come back with file and line. */
export function compileFlows(
  root: string,
  actions: ReadonlyMap<string, ActionSignature>,
  lexicon: Lexicon,
): Compiled {
  return compileSources(readSources(root), actions, lexicon);
}

/** Compiles flows that were read from files. */
export function compileSources(
  sources: FlowSources,
  actions: ReadonlyMap<string, ActionSignature>,
  lexicon: Lexicon,
): Compiled {
  return compile(sources, { actions, vocabulary: vocabularyOf(lexicon) });
}

/** The files of flows and of their translations under `root`. */
export function readSources(root: string): FlowSources {
  return {
    flows: yamlFiles(root, "flows").filter(({ file }) => !file.endsWith(SCRIPT)),
    locales: LANGUAGES.flatMap((language) =>
      yamlFiles(root, `locales/${language}`)
        .filter((file) => !SHARED_FILES.has(file.file.split("/").at(-1) ?? ""))
        .map((source) => ({ language, source })),
    ),
  };
}

/** The conversation tests beside the flows under `root`. */
export function readScripts(root: string): FileText[] {
  return yamlFiles(root, "flows").filter(({ file }) => file.endsWith(SCRIPT));
}

const SCRIPT = ".test.yaml";

/** What the words of a lexicon mean outside of flows. */
export function vocabularyOf(lexicon: Lexicon): Vocabulary {
  const understander = makeUnderstander(lexicon);
  return {
    normalise: normalisedAnswer,
    control: (text) => controlWordOf(text, lexicon),
    meaning(text) {
      const reading = understander.understand(text, { sentAt: SOME_DAY, afterReport: false });
      if (reading.kind === "unknown") return null;
      return reading.kind === "intent" ? reading.intent : reading.kind;
    },
  };
}

/** The meaning of a keyword does not depend on the day. */
const SOME_DAY = new Date("2026-01-01T12:00:00Z");

/** How each language writes values; a fault is an OperatorError with file and line. */
export function readWriting(root: string): Record<Language, Writing> {
  return perLanguage((language) =>
    readShared(root, `locales/${language}/writing.yaml`, (source, data) =>
      source.read(writingFile, data, [], ""),
    ),
  );
}

/** The vocabulary of all languages, indexed. */
export function readLexicon(root: string): Lexicon {
  return buildLexicon(
    perLanguage<Words>((language) =>
      readShared(root, `locales/${language}/words.yaml`, (source, data) =>
        source.read(wordsSchema, data, [], ""),
      ),
    ),
  );
}

function perLanguage<T>(read: (language: Language) => T): Record<Language, T> {
  return { es: read("es"), qu: read("qu"), fr: read("fr"), en: read("en") };
}

function readShared<T>(
  root: string,
  file: string,
  read: (source: Source, data: unknown) => T | null,
): T {
  const path = join(root, file);
  if (!existsSync(path))
    throw new OperatorError(`${file} is missing. Put it back (git checkout ${file}).`);
  const source = new Source(file, readFileSync(path, "utf8"));
  const data = source.data();
  const value = data === undefined ? null : read(source, data);
  if (value === null) throw new OperatorError(source.problems.map(writeProblem).join("\n"));
  return value;
}

function yamlFiles(root: string, folder: string): FileText[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ file: relative(root, path), text: readFileSync(path, "utf8") }));
}
