import { reaches, reachOf, ROLES, type Deed } from "../core/authority.ts";
import type { Purpose } from "../core/caller.ts";
import type { Language } from "../core/language.ts";
import type { ChannelName } from "../core/message.ts";
import type { FlowValue } from "../core/value.ts";
import { actorOf, scopeOf, type Actor } from "./authority.ts";
import type { Connection, Value } from "./connection.ts";

/** Something a module wants to tell many, before it is sent. */
export interface Announcement {
  /** Name and person of whoever sends it. */
  by: string;
  personId: string;
  /** As an audience is written; null values stay out. */
  audience: string;
  /** Whom the sender may address, in SQL over p (person), f (family) and d (district). */
  scope: { sql: string; values: Value[] };
  startAt: Date;
  /** What those who get it must have agreed to. */
  purpose: Purpose;
  /** The flow that begins with each. */
  flow: string;
  values: Record<string, FlowValue>;
}

/** Whom an announcement would reach. */
export interface Outlook {
  recipients: number;
  /** Of the audience, those who are not written to: no consent, or no address that answers. */
  passedOver: number;
  languages: Language[];
  channels: Partial<Record<ChannelName, number>>;
  /** So many that a second person must agree. */
  needsApproval: boolean;
}

/** How one message gets to many; `broadcast/` does it. */
export interface Announcer {
  /** Null when the audience holds nobody. */
  outlook(tx: Connection, announcement: Announcement, now: Date): Promise<Outlook | null>;
  send(
    tx: Connection,
    announcement: Announcement,
    now: Date,
  ): Promise<{ id: string; state: "approval" | "scheduled" }>;
  approve(tx: Connection, broadcastId: string, by: string, now: Date): Promise<void>;
  cancel(tx: Connection, broadcastId: string, by: string, now: Date): Promise<void>;
  /** True while a second person must agree. */
  waitsForApproval(tx: Connection, broadcastId: string): Promise<boolean>;
  /** Names of the kept audiences. */
  audiences(tx: Connection): Promise<string[]>;
}

/** Whom somebody may address by a deed; null for nobody. They themselves are left out. */
export function addressable(actor: Actor, deed: Deed): Announcement["scope"] | null {
  const scope = scopeOf(actor, deed);
  if (scope === null) return null;
  const others = { sql: "p.id <> ?", values: [actor.personId] };
  return scope.sql === ""
    ? others
    : { sql: `${scope.sql} AND ${others.sql}`, values: [...scope.values, ...others.values] };
}

/** Everybody, as an audience is written: the scope of whoever sends says who that is. */
export const EVERYBODY = "role=producer,delegate,yachachiq,technician,officer,admin";

/** Ways to choose an audience. */
export const AUDIENCE_KINDS = ["community", "association", "municipality", "saved"] as const;
export type AudienceKind = (typeof AUDIENCE_KINDS)[number];

/** Audiences of a kind that somebody may choose from: what is written, and how it is called. */
export async function audiencesOf(
  tx: Connection,
  announcer: Announcer,
  actor: Actor,
  deed: Deed,
  kind: AudienceKind,
): Promise<{ query: string; name: string }[]> {
  if (kind === "saved")
    return (await announcer.audiences(tx)).map((name) => ({ query: `@${name}`, name }));
  const scope = scopeOf(actor, deed);
  if (scope === null) return [];
  const conditions = scope.sql === "" ? "TRUE" : scope.sql;
  const of = {
    community: { name: "c.name", join: "JOIN community c ON c.id = f.community_id" },
    association: { name: "a.name", join: "JOIN association a ON a.id = f.association_id" },
    municipality: { name: "m.name", join: "" },
  }[kind];
  let taken = 0;
  const rows = await tx.query<{ name: string; district: string; municipality: string }>(
    `SELECT DISTINCT ${of.name} AS name, ${kind === "municipality" ? "m.name" : "d.name"} AS district, m.name AS municipality
     FROM family f ${of.join}
     JOIN district d ON d.id = ${districtOf(kind)} JOIN municipality m ON m.id = d.municipality_id
     WHERE ${conditions.replaceAll("?", () => `$${++taken}`)} ORDER BY 3, 2, 1 LIMIT ${MOST_PLACES}`,
    ...scope.values,
  );
  const isNamesake = (name: string): boolean => rows.filter((one) => one.name === name).length > 1;
  return rows.map(({ name, district, municipality }) =>
    kind === "municipality"
      ? { query: `municipality=${quoted(name)}`, name }
      : {
          query: `${kind}=${quoted(name)} district=${quoted(district)} municipality=${quoted(municipality)}`,
          name: isNamesake(name) ? `${name} (${district})` : name,
        },
  );
}

/** A longer list is none that one chooses from in a chat. */
const MOST_PLACES = 40;

function districtOf(kind: AudienceKind): string {
  if (kind === "community") return "c.district_id";
  if (kind === "association") return "a.district_id";
  return `COALESCE((SELECT district_id FROM community WHERE id = f.community_id),
    (SELECT district_id FROM association WHERE id = f.association_id))`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', "")}"`;
}

/** Whoever may agree to the announcements of somebody else: by the table, over where the sender belongs. */
export async function approversOf(tx: Connection, ownerId: string): Promise<string[]> {
  const owner = await actorOf(tx, ownerId);
  const roles = ROLES.filter((role) => reachOf([role], "approve") !== "nobody");
  const candidates = await tx.query<{ person_id: string }>(
    `SELECT DISTINCT person_id FROM person_role WHERE role IN (${roles.map((_, index) => `$${index + 1}`).join(", ")}) ORDER BY person_id`,
    ...roles,
  );
  const approvers: string[] = [];
  for (const { person_id: id } of candidates)
    if (mayApprove(await actorOf(tx, id), owner)) approvers.push(id);
  return approvers;
}

/** True when the first may agree to what the second sends. */
export function mayApprove(actor: Actor, owner: Actor): boolean {
  if (actor.personId === owner.personId) return false;
  return reaches(reachOf(actor.roles, "approve"), actor.home, owner.home);
}
