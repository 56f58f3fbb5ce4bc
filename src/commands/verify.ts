import { Option, type Command } from "commander";
import { type CheckOptions, checkPackage } from "../evidence/check-words.ts";

/** `kallpanchis verify PACKAGE`: checks a published vote from the ground and counts it again by both programs. */
export function verifyCommand(program: Command): void {
  program
    .command("verify <package>")
    .description(
      "check the public package of a vote (a folder) and count it again; needs no service",
    )
    .option("--head <size:root>", "a code from a poster or acta; may be repeated", collect, [])
    .option("--sealed <file>", "the committee's ballots: recompute every commitment too")
    .option("--key <file>", "file with a holder's passphrase; once for each holder", collect, [])
    .addOption(
      new Option("--language <language>", "language of the answer")
        .choices(["es", "en"])
        .default("es"),
    )
    .addHelpText(
      "after",
      `
Exit code 0: everything fits; 1: it does not, with reasons; 2: nothing could be checked.
The package holds verify.mjs, which does the same with Node alone: node verify.mjs`,
    )
    .action(
      (
        folder: string,
        options: {
          head: string[];
          sealed?: string;
          key: string[];
          language: CheckOptions["language"];
        },
      ) => {
        const { ok, lines } = checkPackage({
          folder,
          heads: options.head,
          sealed: options.sealed ?? null,
          keys: options.key,
          language: options.language,
        });
        (ok === true ? process.stdout : process.stderr).write(`${lines.join("\n")}\n`);
        process.exitCode = ok === true ? 0 : ok === false ? 1 : 2;
      },
    );
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
