import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Command } from "commander";
import { actions } from "../actions.ts";
import { OperatorError } from "../core/errors.ts";
import { readFlow, type FlowDraft } from "../flow/draft.ts";
import { Source, writeProblem } from "../flow/source.ts";
import { compileSources, readLexicon, readSources, vocabularyOf } from "../library.ts";
import { convert, type Converted } from "../rapidpro/convert.ts";
import { MAX_EXPORT_LENGTH, readExport } from "../rapidpro/export-file.ts";
import { slugOf } from "../rapidpro/slugs.ts";
import { refuseExisting, writeImport } from "../rapidpro/write-import.ts";

interface ImportOptions {
  area?: string;
  out: string;
}

/** `kallpanchis flows import`: flows of RapidPro or TextIt as files of ours. */
export function importFlowsCommand(flows: Command, root: string): void {
  flows
    .command("import <export>")
    .description("turn an export of RapidPro or TextIt into flows; needs no service")
    .option("--area <name>", "folder of flows to write, named after the file when left out")
    .option("--out <folder>", "folder that holds flows and locales", root)
    .action(async (file: string, options: ImportOptions) => {
      const folder = resolve(options.out);
      const area = areaOf(options.area, file);
      const lexicon = readLexicon(
        // A folder with flows alone is read with the words of the product.
        existsSync(join(folder, "locales", "es", "words.yaml")) ? folder : root,
      );
      const existing = readSources(folder);
      const drafts = existing.flows.flatMap(
        (one) => readFlow(new Source(one.file, one.text)) ?? [],
      );
      const made = convert(readExport(await textOf(file)), {
        area,
        source: basename(file),
        vocabulary: vocabularyOf(lexicon),
        keywords: drafts.flatMap((draft) => draft.keywords),
      });
      const files = filesOf(made);
      refuseExisting(folder, files);
      refuseNames(drafts, made);
      const { problems } = compileSources(
        {
          flows: [...existing.flows, ...made.flows],
          locales: [...existing.locales, ...made.locales],
        },
        actions,
        lexicon,
      );
      for (const problem of problems) process.stderr.write(`${writeProblem(problem)}\n`);
      const errors = problems.filter((problem) => problem.severity === "error").length;
      // Beside flows that work nothing is put that would keep them from being published.
      if (errors > 0 && existing.flows.length > 0)
        throw new OperatorError(
          "Nothing was written: with the import, the flows would have the errors above. Import into an empty folder with --out and correct them there.",
        );
      await writeImport(folder, files);
      process.stdout.write(`${made.report.text}\n`);
      for (const one of files) process.stdout.write(`${join(folder, one.file)}\n`);
      process.stdout.write(
        `${made.flows.length} flows imported, ${errors} errors, ${problems.length - errors} warnings. Work through ${made.report.file}, then run flows check and flows test.\n`,
      );
      if (errors > 0) process.exitCode = 1;
    });
}

function filesOf({ flows, locales, report }: Converted): Converted["flows"] {
  return [...flows, ...locales.map((one) => one.source), report];
}

/** Two flows of one name cannot be told apart. */
function refuseNames(drafts: readonly FlowDraft[], { flows }: Converted): void {
  for (const { file, text } of flows) {
    const name = readFlow(new Source(file, text))?.flow;
    const other = drafts.find((draft) => draft.flow === name);
    if (other !== undefined)
      throw new OperatorError(
        `The flow ${name} exists already in ${other.source.file}. Rename the one in RapidPro and export it again, or import into another folder with --out.`,
      );
  }
}

/** Names of files of words that are no translations. */
const SHARED = ["words", "writing"];

function areaOf(given: string | undefined, file: string): string {
  const area = given ?? slugOf(basename(file).replace(/\.json$/i, ""), "imported");
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(area) || SHARED.includes(area))
    throw new OperatorError(
      `"${area.slice(0, 60)}" cannot name an area: write small letters, digits and _ with --area, not words or writing.`,
    );
  return area;
}

async function textOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  if (found === null || !found.isFile())
    throw new OperatorError(`There is no file ${file}. Name the export to import.`);
  if (found.size > MAX_EXPORT_LENGTH)
    throw new OperatorError("The export is larger than 20 MB. Export fewer flows at a time.");
  return readFile(file, "utf8");
}
