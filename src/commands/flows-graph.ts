import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Option, type Command } from "commander";
import { actions } from "../actions.ts";
import { OperatorError } from "../core/errors.ts";
import { LANGUAGES, type Language } from "../core/language.ts";
import { nearestWord } from "../flow/expression/nearest.ts";
import type { Program } from "../flow/program.ts";
import { writeProblem } from "../flow/source.ts";
import { drawFlow, drawPicture } from "../graph/draw.ts";
import { compileFlows, readLexicon } from "../library.ts";

interface GraphOptions {
  folder: string;
  language: Language;
  out: string;
}

/** `kallpanchis flows graph`: draws conversations with their texts, to be read on paper. */
export function graphCommand(flows: Command, root: string): void {
  flows
    .command("graph [flow]")
    .description("draw a flow, or every flow, with its texts, as SVG and PNG; needs no service")
    .option("--folder <folder>", "folder that holds flows and locales", root)
    .addOption(
      new Option("--language <language>", "language of the texts")
        .choices([...LANGUAGES])
        .default("es"),
    )
    .option("--out <folder>", "folder to write to; it is made when missing", ".")
    .action(async (flow: string | undefined, { folder, language, out }: GraphOptions) => {
      const programs = compilePrograms(resolve(folder), root);
      const chosen = flow === undefined ? programs : [programOf(programs, flow)];
      await mkdir(out, { recursive: true });
      for (const program of chosen) {
        const svg = await drawFlow(program, language);
        const base = join(out, `${program.flow}.${language}`);
        await write(`${base}.svg`, svg);
        await write(`${base}.png`, await drawPicture(svg, join(root, "assets")));
      }
    });
}

/** The flows of a folder; an OperatorError with every mistake when there are any. */
function compilePrograms(folder: string, root: string): Program[] {
  // A folder with flows alone is read with the words of the product.
  const words = existsSync(join(folder, "locales", "es", "words.yaml")) ? folder : root;
  const { programs, problems } = compileFlows(folder, actions, readLexicon(words));
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length > 0)
    throw new OperatorError(
      [...errors.map(writeProblem), "Nothing was drawn: correct the lines above first."].join("\n"),
    );
  if (programs.length === 0)
    throw new OperatorError(`There are no flows in ${folder}. Name another with --folder.`);
  return programs;
}

function programOf(programs: readonly Program[], flow: string): Program {
  const found = programs.find((program) => program.flow === flow);
  if (found !== undefined) return found;
  const names = programs.map((program) => program.flow).sort();
  const within = names.filter((name) => name.includes(flow) || flow.includes(name));
  const near = new Set([nearestWord(flow, names) ?? [], within].flat());
  throw new OperatorError(
    near.size > 0
      ? `There is no flow "${flow}". Did you mean ${[...near].join(", ")}?`
      : `There is no flow "${flow}". There are: ${names.join(", ")}.`,
  );
}

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content);
  process.stdout.write(`${file}\n`);
}
