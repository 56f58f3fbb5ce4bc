import { scopeOf, type Actor } from "../../store/authority.ts";
import type { Connection } from "../../store/connection.ts";

/** Somebody who was found. */
export interface FoundPerson {
  personId: string;
  name: string;
  community: string | null;
}

const FOUND = 8;

/**
 * People whose family has this code or whose name holds these words, whatever their accents, among those
 * whose attendance the actor may note. At most eight, by name.
 */
export async function findPersons(
  connection: Connection,
  actor: Actor,
  words: string,
): Promise<FoundPerson[]> {
  const scope = scopeOf(actor, "attendance");
  if (scope === null) return [];
  let taken = 0;
  const conditions = scope.sql === "" ? "TRUE" : scope.sql.replaceAll("?", () => `$${++taken}`);
  const rows = await connection.query<{
    person_id: string;
    code: string;
    name: string;
    community: string | null;
  }>(
    `SELECT p.id AS person_id, f.code, p.name, COALESCE(c.name, f.community_told) AS community
     FROM person p JOIN family f ON f.id = p.family_id
     LEFT JOIN community c ON c.id = f.community_id LEFT JOIN association a ON a.id = f.association_id
     LEFT JOIN district d ON d.id = COALESCE(c.district_id, a.district_id)
     WHERE ${conditions} ORDER BY p.name, f.code, p.id`,
    ...scope.values,
  );
  const wanted = fold(words).split(" ");
  return rows
    .filter(({ code, name }) => {
      const known = fold(name).split(" ");
      const isNamed = wanted.every((word) => known.some((part) => part.startsWith(word)));
      return fold(code) === fold(words) || (fold(words).length > 2 && isNamed);
    })
    .slice(0, FOUND)
    .map(({ person_id: personId, code, name, community }) => ({
      personId,
      name: name === "" ? code : name,
      community,
    }));
}

function fold(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .trim();
}
