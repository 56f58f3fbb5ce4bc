import { createCipheriv, createDecipheriv, scryptSync } from "node:crypto";
import { type OpenedBallot, commitmentOf, countedOf, shuffled } from "./ballot.ts";
import { readBallots } from "./ballots-file.ts";
import { type Written, canonical, hashOf } from "./canonical.ts";
import { eventsOf } from "./log.ts";
import type { Finding } from "./reasons.ts";
import type { FrozenRules } from "./rules.ts";

/** The ballots as the committee keeps them, one a line, before they are sealed. */
export function writeOpened(ballots: readonly OpenedBallot[]): string {
  return ballots
    .map(({ choices, ...rest }) =>
      canonical({ ...rest, choices: choices.map((choice) => ({ ...choice })) }),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** Ballots from their lines. Throws SyntaxError for lines that are none. */
export function readOpened(text: string): OpenedBallot[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const ballot = JSON.parse(line) as Written<OpenedBallot>;
      const choices = ballot.choices.map(({ project, points }) => ({
        project,
        points: BigInt(points),
      }));
      return { ...ballot, choices };
    });
}

/**
 * Encrypts a text so that all holders of a passphrase are needed to open it, in any order. `salt` (16 bytes) and `iv`
 * (12 bytes) must be random and used once.
 */
export function seal(
  text: string,
  passphrases: readonly string[],
  salt: Uint8Array,
  iv: Uint8Array,
): string {
  const cipher = createCipheriv("aes-256-gcm", keyOf(passphrases, salt), iv);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return canonical({
    format: "kallpanchis-sealed/1",
    salt: hex(salt),
    iv: hex(iv),
    tag: hex(cipher.getAuthTag()),
    body: body.toString("base64"),
  });
}

/** The text of a sealed file; null when a passphrase is wrong or missing, or the file was changed. */
export function unseal(sealed: string, passphrases: readonly string[]): string | null {
  try {
    const { salt, iv, tag, body } = JSON.parse(sealed) as Record<string, string>;
    const bytes = (hex: string | undefined): Buffer => Buffer.from(hex ?? "", "hex");
    const decipher = createDecipheriv(
      "aes-256-gcm",
      keyOf(passphrases, bytes(salt)),
      bytes(iv),
    ).setAuthTag(bytes(tag));
    const open = [decipher.update(Buffer.from(body ?? "", "base64")), decipher.final()];
    return Buffer.concat(open).toString("utf8");
  } catch {
    return null;
  }
}

function keyOf(passphrases: readonly string[], salt: Uint8Array): Buffer {
  const together = passphrases.map(hashOf).sort().join("");
  return scryptSync(together, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 });
}

/**
 * What the committee checks with the opened ballots: each is the one the log committed to, none of the log is missing,
 * and those that count are, together, the published ballots.
 */
export function checkOpened(
  lines: readonly string[],
  rules: FrozenRules,
  published: string,
  opened: readonly OpenedBallot[],
): Finding[] {
  const findings: Finding[] = [];
  const key = ({ tag, seq }: { tag: string; seq: number }): string => `${tag} ${seq}`;
  const byKey = new Map(opened.map((ballot) => [key(ballot), ballot]));
  const events = eventsOf(lines, "ballot");
  for (const event of events) {
    const ballot = byKey.get(key(event));
    const where = `log.jsonl ${event.height}: ${key(event)}`;
    if (ballot === undefined) findings.push({ reason: "sealed-missing", where });
    else if (ballot.election !== rules.election || commitmentOf(ballot) !== event.commitment)
      findings.push({ reason: "commitment-wrong", where });
  }
  const counted = [...countedOf(events).values()].flatMap((event) => byKey.get(key(event)) ?? []);
  const apart = rules.rule.rule === "mes" && rules.rule.shares !== null;
  const text = (
    ballots: readonly { choices: OpenedBallot["choices"]; community: string | null }[],
  ) =>
    canonical(
      shuffled(
        ballots.map(({ choices, community }) => ({ choices, community: apart ? community : null })),
      ).map(({ choices, community }) => [community, choices.map((choice) => ({ ...choice }))]),
    );
  if (text(counted) !== text(readBallots(published, rules).ballots))
    findings.push({ reason: "sealed-differs", where: "ballots.pb" });
  return findings;
}
