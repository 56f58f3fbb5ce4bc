import type { Command } from "commander";
import { OperatorError } from "../core/errors.ts";
import { personalData } from "../modules/people/personal-data.ts";
import type { Store } from "../store/connection.ts";

/** `kallpanchis export person CODE`: everything held on the persons of a family, for whoever asks what it is. */
export function exportPersonCommand(
  command: Command,
  withStore: (work: (store: Store) => Promise<void>) => Promise<void>,
): void {
  command
    .description("everything held on the persons of a family, as JSON on standard output")
    .argument("<code>", "the family's code")
    .option("--name <name>", "only the person of this name")
    .action((code: string, { name }: { name?: string }) =>
      withStore(async (store) => {
        const persons = await store.read((connection) =>
          connection.query<{ id: string; name: string }>(
            `SELECT p.id, p.name FROM person p JOIN family f ON f.id = p.family_id
             WHERE UPPER(f.code) = $1 AND p.erased_at IS NULL ORDER BY p.name, p.id`,
            code.toUpperCase(),
          ),
        );
        if (persons.length === 0)
          throw new OperatorError(
            `There is no family ${code}, or nobody is left of it. The code stands in the roster and in export milk.`,
          );
        const chosen = persons.filter((one) => name === undefined || one.name === name);
        if (chosen.length === 0)
          throw new OperatorError(
            `Nobody of family ${code} is called "${name ?? ""}". There are: ${persons.map((one) => one.name).join(", ")}.`,
          );
        const data = [];
        for (const { id } of chosen)
          data.push(await store.read((connection) => personalData(connection, id)));
        process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
      }),
    );
}
