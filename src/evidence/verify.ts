import { hashOf } from "./canonical.ts";
import type { TreeHead } from "./log.ts";
import { FILES } from "./package.ts";
import type { Finding } from "./reasons.ts";
import { readRules } from "./rules.ts";
import { checkOpened, readOpened } from "./sealed.ts";
import { checkChain, checkEvents } from "./verify-log.ts";
import { checkResult } from "./verify-result.ts";

/** What an outsider holds besides the package. */
export interface Held {
  /** Heads from posters, messages or the acta; `last` is "" where it was not written down. */
  heads: readonly TreeHead[];
  /** The committee's opened ballots, one a line. */
  opened: string | null;
}

/**
 * Checks a public package (its files by name) from the ground: files, chain and heads, rules, ballots, and the result
 * by both programs. An empty list means that everything fits. The first finding is the one that explains the others.
 */
export function verifyPackage(files: ReadonlyMap<string, string>, held: Held): Finding[] {
  const missing = Object.values(FILES).filter((name) => !files.has(name));
  if (missing.length > 0) return missing.map((name) => ({ reason: "file-missing", where: name }));
  const text = (name: keyof typeof FILES): string => files.get(FILES[name]) ?? "";
  try {
    const changed = checkManifest(files, text("manifest"));
    const lines = text("log").split("\n").slice(0, -1);
    const heads = JSON.parse(text("heads")) as TreeHead[];
    const chain = checkChain(lines, [...heads, ...held.heads]);
    const covered = heads.reduce((most, { size }) => Math.max(most, size), 0);
    if (covered < lines.length)
      chain.push({ reason: "head-missing", where: `${covered} < ${lines.length}` });
    const rules = readRules(text("rules"));
    if (rules === null)
      return [...changed, ...chain, { reason: "not-readable", where: FILES.rules }];
    const findings = [
      ...changed,
      ...chain,
      ...checkEvents(lines, rules),
      ...checkResult(lines, rules, {
        ballots: text("ballots"),
        result: text("result"),
        turnout: text("turnout"),
      }),
    ];
    if (held.opened === null) return findings;
    const opened = readOpened(held.opened);
    return [...findings, ...checkOpened(lines, rules, text("ballots"), opened)];
  } catch (error) {
    const where = error instanceof Error ? error.message : String(error);
    return [...checkManifest(files, text("manifest")), { reason: "not-readable", where }];
  }
}

function checkManifest(files: ReadonlyMap<string, string>, manifest: string): Finding[] {
  let listed: Record<string, string>;
  try {
    listed = (JSON.parse(manifest) as { files: Record<string, string> }).files;
  } catch {
    return [{ reason: "not-readable", where: FILES.manifest }];
  }
  const names = new Set([...Object.keys(listed), ...files.keys()]);
  names.delete(FILES.manifest);
  return [...names].sort().flatMap((name): Finding[] => {
    const content = files.get(name);
    if (content === undefined) return [{ reason: "file-missing", where: name }];
    return hashOf(content) === listed[name] ? [] : [{ reason: "file-changed", where: name }];
  });
}
