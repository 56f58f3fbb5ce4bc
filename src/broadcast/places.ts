import { OperatorError } from "../core/errors.ts";
import type { Connection } from "../store/connection.ts";

/**
 * Ids of the places with these names; accents and case do not matter.
 * @param key what such a place is called in messages
 * @throws OperatorError that lists what there is
 */
export async function placesCalled(
  connection: Connection,
  table: "municipality" | "district" | "community" | "association",
  key: string,
  names: string[],
): Promise<string[]> {
  const known = await connection.query<{ id: string; name: string }>(
    `SELECT id, name FROM ${table} ORDER BY name`,
  );
  return names.flatMap((name) => {
    const found = known.filter((one) => fold(one.name) === fold(name));
    if (found.length > 0) return found.map((one) => one.id);
    const list = known.slice(0, 12).map((one) => one.name);
    throw new OperatorError(
      `There is no ${key} "${name}". ${list.length === 0 ? "None is known yet." : `Known are: ${list.join(", ")}.`}`,
    );
  });
}

function fold(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .trim();
}
