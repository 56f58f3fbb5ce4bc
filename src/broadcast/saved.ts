import { OperatorError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { instant, type Connection } from "../store/connection.ts";
import { partsOf, readAudience, type Audience } from "./query.ts";

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
  const { wanted, except } = partsOf(query);
  for (const part of [wanted, ...except]) readAudience(part);
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

/**
 * The audience with its exceptions, those kept under `@name` written out; a kept one brings its own exceptions.
 * @throws OperatorError when a name is not kept
 */
export async function resolveAudience(connection: Connection, audience: string): Promise<Audience> {
  const { wanted, except } = partsOf(audience);
  const first = partsOf(await written(connection, wanted));
  const resolved = [...first.except];
  for (const part of except) {
    const { wanted: left, except: inner } = partsOf(await written(connection, part));
    if (inner.length > 0)
      throw new OperatorError(
        `${part.trim()} has exceptions itself and cannot be one. Write its conditions out.`,
      );
    resolved.push(left);
  }
  return { wanted: first.wanted, except: resolved };
}

async function written(connection: Connection, part: string): Promise<string> {
  const name = /^@(\S+)$/.exec(part.trim())?.[1];
  if (name === undefined) return part;
  const saved = await savedAudiences(connection);
  const found = saved.find((one) => one.name === name);
  if (found !== undefined) return found.query;
  const names = saved.map((one) => `@${one.name}`).join(", ");
  throw new OperatorError(
    `There is no audience @${name}. ${names === "" ? "None is kept yet." : `There are ${names}.`}`,
  );
}
