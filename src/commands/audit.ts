import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { OperatorError } from "../core/errors.ts";
import { type SheetProof, auditSample, isProof, proofOf } from "../evidence/audit.ts";
import { FILES } from "../evidence/package.ts";

/** `kallpanchis audit …`: what a committee and its auditors draw from a published vote. */
export function auditCommand(program: Command): void {
  const audit = program
    .command("audit")
    .description(
      "draw a sample of a published vote, or prove that a sheet is in it; needs no service",
    );
  audit
    .command("sample <package>")
    .description(
      "the same random sample of those who voted for everybody, from a seed drawn in public",
    )
    .requiredOption("--seed <text>", "text drawn before witnesses after closing")
    .option("--families <n>", "how many to draw", readCount, 30)
    .action((folder: string, { seed, families }: { seed: string; families: number }) => {
      print({ seed, sample: auditSample(readLog(folder), seed, families) });
    });
  audit
    .command("sheet <package> <number>")
    .description("the proof that a sheet is in the log, to be checked without the log")
    .action((folder: string, number: string) => {
      try {
        print(proofOf(readLog(folder), readCount(number)));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new OperatorError(error.message);
      }
    });
  audit
    .command("proof <file>")
    .description("check such a proof; compare the code it prints with a poster or the acta")
    .action((file: string) => {
      const proof = readProof(file);
      if (!isProof(proof)) throw new OperatorError(`${file}: the proof does NOT lead to its root.`);
      process.stdout.write(
        `Sheet ${proof.sheet} is in the log of this code:\n${proof.size}:${proof.root}\n${proof.event}\n`,
      );
    });
}

function readLog(folder: string): string[] {
  const file = join(folder, FILES.log);
  try {
    return readFileSync(file, "utf8").split("\n").slice(0, -1);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${file} cannot be read (${reason}). Give the folder of a package.`);
  }
}

function readProof(file: string): SheetProof {
  try {
    const proof = JSON.parse(readFileSync(file, "utf8")) as SheetProof;
    if (typeof proof.event === "string" && Array.isArray(proof.path)) return proof;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${file} cannot be read (${reason}).`);
  }
  throw new OperatorError(
    `${file} is no proof. Make one by: kallpanchis audit sheet PACKAGE NUMBER`,
  );
}

function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Write a whole number.");
  return Number(text);
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
