import { userInfo } from "node:os";
import { InvalidArgumentError, type Command } from "commander";
import { OperatorError } from "../core/errors.ts";
import { makeCode, type CodeTarget } from "../modules/people/codes.ts";
import type { Connection } from "../store/connection.ts";
import { printJson, withStore } from "./operator-store.ts";

interface InviteOptions {
  association?: string;
  family?: string;
  days: number;
  uses: number;
  by: string;
}

/** `kallpanchis invite`: a code that brings people to an association or a family. */
export function inviteCommand(program: Command, root: string): void {
  program
    .command("invite")
    .description(
      "make a code that brings people to an association or a family; in Telegram also as t.me/BOT?start=CODE",
    )
    .option("--association <name>", "the association")
    .option("--family <code>", "the family, by its code")
    .option("--days <days>", "good for so many days", atLeastOne, 30)
    .option("--uses <persons>", "good for so many persons", atLeastOne, 100)
    .option("--by <name>", "who makes it", userInfo().username)
    .action((options: InviteOptions) =>
      withStore(root, async ({ store, clock }) => {
        const now = clock.now();
        const expiresAt = new Date(now.getTime() + options.days * 86_400_000);
        const terms = { by: options.by, identityId: null, maxUses: options.uses, expiresAt };
        const code = await store.transaction(async (tx) =>
          makeCode(tx, await targetOf(tx, options), terms, now),
        );
        printJson({ code, uses: options.uses, expires_at: expiresAt.toISOString() });
      }),
    );
}

async function targetOf(
  connection: Connection,
  { association, family }: InviteOptions,
): Promise<CodeTarget> {
  if ((association === undefined) === (family === undefined))
    throw new OperatorError("Say where to: --association NAME or --family CODE, one of the two.");
  if (family !== undefined) {
    const [found] = await connection.query<{ id: string }>(
      "SELECT id FROM family WHERE UPPER(code) = $1",
      family.toUpperCase(),
    );
    if (found === undefined)
      throw new OperatorError(`There is no family ${family}. export families shows the codes.`);
    return { familyId: found.id };
  }
  const known = await connection.query<{ id: string; name: string }>(
    "SELECT id, name FROM association ORDER BY name",
  );
  const [found, ...others] = known.filter(
    ({ name }) => name.toLowerCase() === association?.toLowerCase(),
  );
  if (found === undefined)
    throw new OperatorError(
      `There is no association ${association ?? ""}. Known are: ${known.map(({ name }) => name).join(", ")}.`,
    );
  if (others.length > 0)
    throw new OperatorError(
      `Several associations are called ${found.name}. Rename one in the roster.`,
    );
  return { associationId: found.id };
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 100_000)
    throw new InvalidArgumentError("Write a whole number from 1 up.");
  return number;
}
