import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "../core/errors.ts";
import { DESCRIPTOR_FILE, type Descriptor } from "./descriptor.ts";

/** Begins the name of a folder in which files are made; one that a crash left may be deleted. */
const UNFINISHED = ".unfinished-";

/**
 * Makes sure that a package may be written there.
 * @returns the earlier package of the flow; null when there is none
 * @throws OperatorError when something else is there
 */
export async function earlierPackage(folder: string, flow: string): Promise<Descriptor | null> {
  let names: string[];
  try {
    await mkdir(folder, { recursive: true });
    names = (await readdir(folder)).filter((name) => !name.startsWith(UNFINISHED));
  } catch {
    throw unusable(folder);
  }
  if (names.length === 0) return null;
  const earlier = await readDescriptor(folder);
  if (earlier === null)
    throw new OperatorError(
      `The folder ${folder} holds other files. Name a new or empty folder, or one with an earlier package of ${flow}.`,
    );
  if (earlier.name !== flow)
    throw new OperatorError(
      `The folder ${folder} holds a package of ${earlier.name}. Name another folder for ${flow}.`,
    );
  return earlier;
}

function unusable(folder: string): OperatorError {
  return new OperatorError(
    `${folder} cannot be used as a folder. Name a new folder, or one you may write into.`,
  );
}

async function readDescriptor(folder: string): Promise<Descriptor | null> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, DESCRIPTOR_FILE), "utf8"));
    return isOurs(found) ? found : null;
  } catch {
    return null;
  }
}

function isOurs(found: unknown): found is Descriptor {
  const { profile, name, id, resources } = found as Partial<Descriptor>;
  return (
    profile === "flow-results-package" &&
    typeof name === "string" &&
    typeof id === "string" &&
    typeof resources?.[0].schema.questions === "object"
  );
}

/**
 * Has files made aside and puts them in place when all are complete, in the order given. Each file is
 * there whole or not at all; whatever goes wrong before, the folder stays as it was.
 * @param make makes all files in the folder it is given
 * @throws OperatorError when the folder cannot be written into
 */
export async function placeFiles<Result>(
  folder: string,
  files: readonly string[],
  make: (aside: string) => Promise<Result>,
): Promise<Result> {
  const aside = await mkdtemp(join(folder, UNFINISHED)).catch(() => {
    throw unusable(folder);
  });
  try {
    const result = await make(aside);
    for (const file of files) await rename(join(aside, file), join(folder, file));
    return result;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
