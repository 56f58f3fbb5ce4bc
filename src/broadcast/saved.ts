import { OperatorError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { instant, type Connection } from "../store/connection.ts";
import { readAudience } from "./query.ts";

/** An audience kept under a name, to be used again as `@name`. */
export interface SavedAudience {
  name: string;
  query: string;
  created_by: string;
}

/**
 * Keeps an audience; one of the same name is replaced.
 * @throws OperatorError when name or audience cannot be read
 */
export async function saveAudience(
  tx: Connection,
  { name, query, created_by: by }: SavedAudience,
  now: Date,
): Promise<void> {
  if (!/^[\p{L}\d_-]{1,40}$/u.test(name))
    throw new OperatorError(`"${name}" is no name for an audience: use letters, digits, - and _.`);
  readAudience(query);
  await tx.run(
    `INSERT INTO audience (id, name, query, created_by, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO UPDATE SET query = excluded.query, created_by = excluded.created_by`,
    newId(),
    name,
    query,
    by,
    instant(now),
  );
}

/** All kept audiences by name. */
export async function savedAudiences(connection: Connection): Promise<SavedAudience[]> {
  return connection.query<SavedAudience>(
    "SELECT name, query, created_by FROM audience ORDER BY name",
  );
}

/** The audience itself, or the one that was kept under `@name`. */
export async function resolveAudience(connection: Connection, audience: string): Promise<string> {
  const name = /^@(\S+)$/.exec(audience.trim())?.[1];
  if (name === undefined) return audience;
  const saved = await savedAudiences(connection);
  const found = saved.find((one) => one.name === name);
  if (found !== undefined) return found.query;
  const names = saved.map((one) => `@${one.name}`).join(", ");
  throw new OperatorError(
    `There is no audience @${name}. ${names === "" ? "None is kept yet." : `There are ${names}.`}`,
  );
}
