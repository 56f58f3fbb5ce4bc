import { reachOf, type Deed, type Reach, type Role, type Territory } from "../core/authority.ts";
import type { Connection, Value } from "./connection.ts";

/** Somebody who wants to do something to others. */
export interface Actor {
  personId: string;
  name: string;
  roles: Role[];
  home: Territory;
}

/** What a person is and where they belong. */
export async function actorOf(connection: Connection, personId: string): Promise<Actor> {
  const [row] = await connection.query<{
    name: string;
    community_id: string | null;
    association_id: string | null;
    municipality_id: string | null;
  }>(
    `SELECT p.name, f.community_id, f.association_id, d.municipality_id
     FROM person p JOIN family f ON f.id = p.family_id
     LEFT JOIN community c ON c.id = f.community_id LEFT JOIN association a ON a.id = f.association_id
     LEFT JOIN district d ON d.id = COALESCE(c.district_id, a.district_id) WHERE p.id = $1`,
    personId,
  );
  if (row === undefined) throw new Error("a person is missing");
  const roles = await connection.query<{ role: Role }>(
    "SELECT role FROM person_role WHERE person_id = $1",
    personId,
  );
  return {
    personId,
    name: row.name,
    roles: roles.length === 0 ? ["producer"] : roles.map((one) => one.role),
    home: {
      communityId: row.community_id,
      associationId: row.association_id,
      municipalityId: row.municipality_id,
    },
  };
}

/** Whom a deed of an actor may touch, as a condition over f (family) and d (district); null for nobody. */
export function scopeOf(actor: Actor, deed: Deed): { sql: string; values: Value[] } | null {
  const reach: Reach = reachOf(actor.roles, deed);
  const { communityId, associationId, municipalityId } = actor.home;
  const only = (column: string, id: string | null): { sql: string; values: Value[] } | null =>
    id === null ? null : { sql: `${column} = ?`, values: [id] };
  switch (reach) {
    case "nobody":
      return null;
    case "community":
      return only("f.community_id", communityId);
    case "association":
      return only("f.association_id", associationId);
    case "municipality":
      return only("d.municipality_id", municipalityId);
    case "everywhere":
      return { sql: "", values: [] };
  }
}

/** The member of a family with the most to say; null when the family has nobody. */
export async function actorOfFamily(connection: Connection, code: string): Promise<Actor | null> {
  const persons = await connection.query<{ id: string }>(
    `SELECT p.id FROM person p JOIN family f ON f.id = p.family_id WHERE UPPER(f.code) = UPPER($1)
     ORDER BY (SELECT COUNT(*) FROM person_role WHERE person_id = p.id) DESC, p.id LIMIT 1`,
    code,
  );
  return persons[0] === undefined ? null : actorOf(connection, persons[0].id);
}
