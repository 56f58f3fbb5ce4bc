import { PURPOSES, type Purpose } from "../../../core/caller.ts";
import { identitiesOf } from "../../../store/identities.ts";
import type { Connection, Store } from "../../../store/connection.ts";
import type { ROSTER_COLUMNS } from "./file.ts";
import { selectIn } from "../../../store/bulk.ts";

/** One person as a roster row, all as texts, "" for unknown: importing it again changes nothing. */
export type ExportedRow = Record<(typeof ROSTER_COLUMNS)[number], string>;

/** What a roster cannot hold, counted while it is read. */
export interface LeftOut {
  /** Persons without a phone or Telegram id of their own, or without a name yet. */
  persons: number;
}

interface PersonRow {
  id: string;
  code: string;
  family: string;
  name: string;
  sex: string | null;
  birth_year: number | null;
  language: string;
  dni: string | null;
  community: string | null;
  association: string | null;
  district: string | null;
  municipality: string | null;
}

const PAGE = 500;
const SELECT_PAGE = `SELECT p.id, f.code, f.name AS family, p.name, p.sex, p.birth_year, p.language, p.dni,
    c.name AS community, a.name AS association, d.name AS district, m.name AS municipality
  FROM person p JOIN family f ON f.id = p.family_id
    LEFT JOIN community c ON c.id = f.community_id
    LEFT JOIN association a ON a.id = f.association_id
    LEFT JOIN district d ON d.id = COALESCE(c.district_id, a.district_id)
    LEFT JOIN municipality m ON m.id = d.municipality_id
  WHERE (f.code, p.id) > ($1, $2) ORDER BY f.code, p.id LIMIT ${PAGE}`;

/**
 * Everybody of every family as the rows of a roster file, by family code. Reads a page at a time. Who cannot
 * be told in such a file is counted in `leftOut`.
 */
export async function* exportFamilies(store: Store, leftOut: LeftOut): AsyncGenerator<ExportedRow> {
  const taken = new Set<string>();
  let last = { code: "", id: "" };
  for (;;) {
    const { persons, details } = await store.read(async (connection) => {
      const page = await connection.query<PersonRow>(SELECT_PAGE, last.code, last.id);
      const ids = page.map((person) => person.id);
      return { persons: page, details: await detailsOf(connection, ids) };
    });
    for (const person of persons) {
      const row = toRow(person, details, taken);
      if (row === null) leftOut.persons += 1;
      else yield row;
    }
    const end = persons.at(-1);
    if (end === undefined) return;
    last = end;
  }
}

interface Details {
  phones: Map<string, string>;
  telegrams: Map<string, string[]>;
  roles: Map<string, string[]>;
  purposes: Map<string, string[]>;
}

async function detailsOf(connection: Connection, ids: string[]): Promise<Details> {
  const details: Details = {
    phones: new Map(),
    telegrams: new Map(),
    roles: new Map(),
    purposes: new Map(),
  };
  const addresses = await selectIn<{ personId: string; channel: string; address: string }>(
    connection,
    `SELECT r.person_id AS "personId", i.channel, i.address FROM ${identitiesOf()} r JOIN identity i ON i.id = r.identity_id
     WHERE r.person_id IN (…) ORDER BY i.id`,
    ids,
  );
  for (const { personId, channel, address } of addresses) {
    if (channel === "telegram") add(details.telegrams, personId, address);
    if (channel === "whatsapp" && PHONE.test(address) && !details.phones.has(personId))
      details.phones.set(personId, address);
  }
  const roles = await selectIn<{ personId: string; role: string }>(
    connection,
    'SELECT person_id AS "personId", role FROM person_role WHERE person_id IN (…) ORDER BY role',
    ids,
  );
  for (const { personId, role } of roles) add(details.roles, personId, role);
  const consents = await selectIn<{ personId: string; purpose: string }>(
    connection,
    'SELECT person_id AS "personId", purpose FROM consent WHERE "current" AND granted AND person_id IN (…)',
    ids,
  );
  for (const { personId, purpose } of consents) add(details.purposes, personId, purpose);
  return details;
}

const PHONE = /^\+519\d{8}$/;

/** A roster row; null for somebody whom an import could not take. `taken` holds the Telegram ids of other rows. */
function toRow(
  person: PersonRow,
  { phones, telegrams, roles, purposes }: Details,
  taken: Set<string>,
): ExportedRow | null {
  const phone = phones.get(person.id) ?? "";
  const telegram = telegrams.get(person.id)?.find((id) => !taken.has(id)) ?? "";
  if (person.name === "" || person.family === "" || (phone === "" && telegram === "")) return null;
  if (telegram !== "") taken.add(telegram);
  return {
    family_code: quoted(person.code),
    family_name: quoted(person.family),
    person_name: quoted(person.name),
    sex: person.sex ?? "",
    birth_year: person.birth_year === null ? "" : String(person.birth_year),
    phone,
    telegram_id: telegram,
    language: person.language,
    community: quoted(person.community ?? ""),
    district: quoted(person.district ?? ""),
    municipality: quoted(person.municipality ?? ""),
    association: quoted(person.association ?? ""),
    roles: (roles.get(person.id) ?? []).join("; "),
    dni: person.dni ?? "",
    consent: consentOf(purposes.get(person.id) ?? []),
  };
}

/** Yes for everything, else the purposes by name; nothing where a roster cannot say it. */
function consentOf(granted: string[]): string {
  const purposes = PURPOSES.filter((purpose: Purpose) => granted.includes(purpose));
  if (purposes.length === PURPOSES.length) return "yes";
  return purposes.includes("reports") ? purposes.join("; ") : "";
}

/** An import takes one ' away where it stands before a formula's sign: one that is part of the name is doubled. */
function quoted(text: string): string {
  return /^'+[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  lists.set(key, [...(lists.get(key) ?? []), value]);
}
