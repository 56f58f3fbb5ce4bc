import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OperatorError } from "../core/errors.ts";
import type { FileText } from "../flow/source.ts";

/** Refuses when any of the files is there already. */
export function refuseExisting(folder: string, files: readonly FileText[]): void {
  const there = files.find(({ file }) => existsSync(join(folder, file)));
  if (there !== undefined)
    throw new OperatorError(
      `${there.file} exists already, and nothing is overwritten. Name another --area, or import into another folder with --out.`,
    );
}

/** Writes all files or none: first beside their places, then all are moved in. */
export async function writeImport(folder: string, files: readonly FileText[]): Promise<void> {
  refuseExisting(folder, files);
  const made: string[] = [];
  const moved: string[] = [];
  await makeFolder(folder, made);
  const aside = await mkdtemp(join(folder, ".import-"));
  try {
    for (const [index, { text }] of files.entries())
      await writeFile(join(aside, String(index)), text, { flag: "wx" });
    for (const { file } of files) await makeFolder(dirname(join(folder, file)), made);
    refuseExisting(folder, files);
    for (const [index, { file }] of files.entries()) {
      await rename(join(aside, String(index)), join(folder, file));
      moved.push(join(folder, file));
    }
  } catch (error) {
    for (const file of moved) await rm(file, { force: true });
    await rm(aside, { recursive: true, force: true });
    for (const one of made.reverse()) await rmdir(one).catch(() => undefined);
    if (error instanceof OperatorError) throw error;
    const why = error instanceof Error ? error.message : "unknown";
    throw new OperatorError(`Nothing was imported: a file could not be written (${why}).`);
  }
  await rm(aside, { recursive: true, force: true });
}

async function makeFolder(folder: string, made: string[]): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(dirname(folder), made);
  await mkdir(folder, { recursive: true });
  made.push(folder);
}
