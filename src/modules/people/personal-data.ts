import { identitiesOf } from "../../store/identities.ts";
import type { Connection } from "../../store/connection.ts";

/** Everything we hold on one person, as an operator or the person gets it. Days are Lima days, instants UTC. */
export interface PersonalData {
  person: {
    name: string;
    sex: string | null;
    birth_year: number | null;
    language: string;
    dni: string | null;
    roles: string[];
    since: string;
  };
  family: {
    code: string;
    name: string;
    community: string | null;
    association: string | null;
  };
  addresses: { channel: string; address: string; shared: boolean }[];
  /** Every yes and no ever given, oldest first, with the words they were given to. */
  consents: { purpose: string; granted: boolean; words: string; at: string; in_force: boolean }[];
  /** The family's milk in force, by day, in litres. */
  milk: { day: string; litres: number; reported_by_this_person: boolean }[];
  answers: { flow: string; question: string; answer: unknown; at: string }[];
  trainings: {
    topic: string;
    at: string;
    answer: string | null;
    attended: boolean;
    rating: number | null;
    opinion: string | null;
  }[];
}

/** What is held on a person; null when there is nobody of that id. */
export async function personalData(
  connection: Connection,
  personId: string,
): Promise<PersonalData | null> {
  const [row] = await connection.query<{
    name: string;
    sex: string | null;
    birth_year: number | null;
    language: string;
    dni: string | null;
    created_at: string;
    family_id: string;
    code: string;
    family: string;
    community: string | null;
    association: string | null;
  }>(
    `SELECT p.name, p.sex, p.birth_year, p.language, p.dni, p.created_at, p.family_id, f.code, f.name AS family,
       COALESCE(c.name, f.community_told) AS community, COALESCE(a.name, f.association_told) AS association
     FROM person p JOIN family f ON f.id = p.family_id
     LEFT JOIN community c ON c.id = f.community_id LEFT JOIN association a ON a.id = f.association_id
     WHERE p.id = $1 AND p.erased_at IS NULL`,
    personId,
  );
  if (row === undefined) return null;
  const roles = await connection.query<{ role: string }>(
    "SELECT role FROM person_role WHERE person_id = $1 ORDER BY role",
    personId,
  );
  return {
    person: {
      name: row.name,
      sex: row.sex,
      birth_year: row.birth_year,
      language: row.language,
      dni: row.dni,
      roles: roles.map(({ role }) => role),
      since: row.created_at,
    },
    family: {
      code: row.code,
      name: row.family,
      community: row.community,
      association: row.association,
    },
    addresses: await addressesOf(connection, personId),
    consents: await consentsOf(connection, personId),
    milk: await milkOf(connection, row.family_id, personId),
    answers: await answersOf(connection, personId),
    trainings: await trainingsOf(connection, personId),
  };
}

async function trainingsOf(
  connection: Connection,
  personId: string,
): Promise<PersonalData["trainings"]> {
  const rows = await connection.query<{
    topic: string;
    at: string;
    answer: string | null;
    attended: string | null;
    rating: number | null;
    opinion: string | null;
  }>(
    `SELECT t.topic, t.starts_at AS at, x.answer, x.attended_at AS attended, x.rating, x.opinion
     FROM training_person x JOIN training t ON t.id = x.training_id WHERE x.person_id = $1 ORDER BY t.starts_at, t.id`,
    personId,
  );
  return rows.map((row) => ({ ...row, attended: row.attended !== null }));
}

async function addressesOf(
  connection: Connection,
  personId: string,
): Promise<PersonalData["addresses"]> {
  const rows = await connection.query<{
    channel: string;
    address: string;
    shared: number | boolean;
  }>(
    `SELECT i.channel, i.address, EXISTS (SELECT 1 FROM identity_person WHERE identity_id = i.id) AS shared
     FROM ${identitiesOf("person_id = $1")} r JOIN identity i ON i.id = r.identity_id ORDER BY i.id`,
    personId,
  );
  return rows.map((row) => ({ ...row, shared: Boolean(row.shared) }));
}

async function consentsOf(
  connection: Connection,
  personId: string,
): Promise<PersonalData["consents"]> {
  const rows = await connection.query<{
    purpose: string;
    granted: number | boolean;
    words: string;
    at: string;
    current: number | boolean;
  }>(
    `SELECT purpose, granted, words, at, "current" FROM consent WHERE person_id = $1 ORDER BY at, id`,
    personId,
  );
  return rows.map(({ current, ...row }) => ({
    ...row,
    granted: Boolean(row.granted),
    in_force: Boolean(current),
  }));
}

async function milkOf(
  connection: Connection,
  familyId: string,
  personId: string,
): Promise<PersonalData["milk"]> {
  const rows = await connection.query<{ day: string; total_ml: number; by: string | null }>(
    `SELECT d.day, d.total_ml, r.person_id AS by FROM milk_day d LEFT JOIN milk_report r ON r.id = d.report_id
     WHERE d.family_id = $1 ORDER BY d.day`,
    familyId,
  );
  return rows.map(({ day, total_ml: ml, by }) => ({
    day,
    litres: ml / 1000,
    reported_by_this_person: by === personId,
  }));
}

async function answersOf(
  connection: Connection,
  personId: string,
): Promise<PersonalData["answers"]> {
  const rows = await connection.query<{ flow: string; node: string; value: string; at: string }>(
    `SELECT r.flow, a.node, a.value, a.at FROM flow_run r JOIN flow_answer a ON a.run_id = r.id
     WHERE r.person_id = $1 ORDER BY a.at, a.node`,
    personId,
  );
  return rows.map(({ flow, node, value, at }) => ({
    flow,
    question: node,
    answer: JSON.parse(value) as unknown,
    at,
  }));
}
