import { readFileSync } from "node:fs";
import { FILES } from "./package.ts";
import { readPackage } from "./folder.ts";
import { type TreeHead, headOf } from "./log.ts";
import { type Finding, REASONS } from "./reasons.ts";
import { unseal } from "./sealed.ts";
import { verifyPackage } from "./verify.ts";

/** What is asked of a check on the command line. */
export interface CheckOptions {
  folder: string;
  /** SIZE:ROOT as on a poster; the root may be shortened to its first 16 characters or more. */
  heads: readonly string[];
  sealed: string | null;
  /** Files that hold one passphrase each. */
  keys: readonly string[];
  language: "es" | "en";
}

/** What a check has to say, and whether all is well. `ok` is null when nothing could be checked. */
export interface CheckReport {
  ok: boolean | null;
  lines: string[];
}

const WORDS = {
  es: {
    good: "Todo coincide: el registro, las reglas, los votos y el resultado de los dos programas.",
    bad: "NO coincide. El primer motivo explica los demás:",
    head: "Código final del registro; compárelo con el acta y los afiches:",
    winners: "Ganan, en orden:",
    none: "ninguno",
  },
  en: {
    good: "Everything fits: the log, the rules, the ballots, and the result of both programs.",
    bad: "It does NOT fit. The first reason explains the others:",
    head: "Final code of the log; compare it with the acta and the posters:",
    winners: "Winners, in order:",
    none: "none",
  },
};

/** Checks a package in a folder and tells in words what was found. */
export function checkPackage(options: CheckOptions): CheckReport {
  const heads = options.heads.map(readHead);
  const unread = options.heads.find((_, index) => heads[index] === null);
  if (unread !== undefined)
    return nothing(
      `"${unread}" is no head. Write it as on the poster: SIZE:ROOT, such as 1234:ab12…`,
    );
  let files: Map<string, string>;
  let opened: string | null;
  try {
    files = readPackage(options.folder);
    opened = options.sealed === null ? null : openFile(options.sealed, options.keys);
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error));
  }
  if (options.sealed !== null && opened === null)
    return nothing(
      `${options.sealed} does not open with these passphrases. All holders are needed.`,
    );
  const findings = verifyPackage(files, {
    heads: completeHeads(
      files,
      heads.filter((head) => head !== null),
    ),
    opened,
  });
  return { ok: findings.length === 0, lines: tell(files, findings, options.language) };
}

function nothing(line: string): CheckReport {
  return { ok: null, lines: [line] };
}

function openFile(file: string, keys: readonly string[]): string | null {
  const text = readFileSync(file, "utf8");
  if (keys.length === 0) return text;
  return unseal(
    text,
    keys.map((key) => readFileSync(key, "utf8").trim()),
  );
}

function readHead(text: string): TreeHead | null {
  const match = /^(\d+):([0-9a-f]{16,64})$/i.exec(text.trim());
  if (match === null) return null;
  return { size: Number(match[1]), root: (match[2] ?? "").toLowerCase(), last: "" };
}

/** A shortened root is compared as far as it goes: where it fits, it stands for the whole. */
function completeHeads(files: ReadonlyMap<string, string>, heads: TreeHead[]): TreeHead[] {
  const lines = (files.get(FILES.log) ?? "").split("\n").slice(0, -1);
  return heads.map((head) => {
    if (head.root.length === 64 || head.size > lines.length) return head;
    const { root } = headOf(lines.slice(0, head.size));
    return root.startsWith(head.root) ? { ...head, root } : head;
  });
}

function tell(
  files: ReadonlyMap<string, string>,
  findings: readonly Finding[],
  language: "es" | "en",
): string[] {
  const words = WORDS[language];
  if (findings.length > 0)
    return [
      words.bad,
      ...findings.map(({ reason, where }) => `${reason}: ${REASONS[reason][language]} (${where})`),
    ];
  const { size, root } = headOf((files.get(FILES.log) ?? "").split("\n").slice(0, -1));
  const result = JSON.parse(files.get(FILES.result) ?? "{}") as { winners: string[] };
  const winners = result.winners.length === 0 ? words.none : result.winners.join(" ");
  return [words.good, `${words.winners} ${winners}`, words.head, `${size}:${root}`];
}
