import type { Action, ActionCall, ActionResult } from "../../core/action.ts";
import type { FlowValue } from "../../core/value.ts";
import { actorOf, scopeOf } from "../../store/authority.ts";
import type { Connection, Value } from "../../store/connection.ts";
import { findCode, makeCode, spendCode, type JoinCode } from "./codes.ts";
import { isProvisional, moveMilk } from "./join-persons.ts";
import { codeOf, lookAtPerson } from "./joining.ts";
import { choice, text, textIn } from "./values.ts";

type Call = ActionCall<Connection>;

/** An invitation holds so long, for so many. */
const INVITATION_DAYS = 30;
const FAMILY_USES = 5;
const ASSOCIATION_USES = 100;

/** Associations shown at a time. */
const MAX_SHOWN = 20;

/** The choice of one's own family among places. */
const FAMILY = "family";

/** What flows may do about invitations. */
export const invitingActions: Action<Connection>[] = [
  {
    name: "people.places_to_invite",
    harmless: true,
    inputs: { family: "text" },
    outputs: { places: "options", place: "choice" },
    outcomes: ["several", "own_family", "unknown"],
    async run({ tx, caller }, inputs): Promise<ActionResult> {
      if (caller.person === null) return { outcome: "unknown" };
      const label = textIn(inputs["family"]) ?? "";
      const own = choice(FAMILY, label);
      const associations = await associationsOf(tx, caller.person.personId);
      if (associations.length === 0) return { outcome: "own_family", values: { place: own } };
      const options: FlowValue[] = [own, ...associations.map(({ id, name }) => choice(id, name))];
      return { outcome: "several", values: { places: { type: "options", options } } };
    },
  },
  {
    name: "people.invite",
    inputs: { place: "choice" },
    outputs: { code: "text", uses: "number" },
    outcomes: ["invited", "refused"],
    async run({ tx, caller, now }, inputs) {
      const { person, identityId } = caller;
      const place = inputs["place"];
      if (person === null || place?.type !== "choice") return { outcome: "refused" };
      const isFamily = place.choice.key === FAMILY;
      const mine = isFamily ? [] : await associationsOf(tx, person.personId);
      if (!isFamily && !mine.some(({ id }) => id === place.choice.key))
        return { outcome: "refused" };
      const expiresAt = new Date(now.getTime() + INVITATION_DAYS * 86_400_000);
      const maxUses = isFamily ? FAMILY_USES : ASSOCIATION_USES;
      const target = isFamily ? { familyId: person.familyId } : { associationId: place.choice.key };
      const code = await makeCode(
        tx,
        target,
        { by: person.name, identityId, maxUses, expiresAt },
        now,
      );
      return {
        outcome: "invited",
        values: { code: text(code), uses: { type: "number", milli: maxUses * 1000 } },
      };
    },
  },
  {
    name: "people.use_code",
    harmless: true,
    inputs: { code: "text" },
    outputs: { target: "choice", name: "text", place: "text" },
    outcomes: ["welcome", "ask_association", "ask_family", "already", "same_person", "own"].concat([
      "two_persons",
      "other_family",
      "unknown",
      "expired",
      "used_up",
    ]),
    async run(call, inputs) {
      const looked = await codeOf(call, textIn(inputs["code"]) ?? "");
      if (looked.outcome !== "good") return { outcome: looked.outcome };
      const { found } = looked;
      if (found.personId !== null) return lookAtPerson(call, found.personId);
      return lookAtPlace(call, found);
    },
  },
  {
    name: "people.accept_invitation",
    inputs: { code: "text" },
    outputs: {},
    outcomes: ["accepted", "too_late"],
    async run(call, inputs) {
      const { tx, caller } = call;
      const code = textIn(inputs["code"]) ?? "";
      const looked = await codeOf(call, code);
      if (caller.person === null || looked.outcome !== "good" || !(await spendCode(tx, code)))
        return { outcome: "too_late" };
      await applyInvitation(tx, caller.person, looked.found);
      return { outcome: "accepted" };
    },
  },
];

/** Somebody who has just registered belongs where their invitation says. */
async function applyInvitation(
  tx: Connection,
  person: { personId: string; familyId: string },
  { familyId, associationId }: JoinCode,
): Promise<void> {
  if (associationId !== null)
    await tx.run(
      "UPDATE family SET association_id = $2 WHERE id = $1",
      person.familyId,
      associationId,
    );
  if (familyId !== null) {
    if (await isProvisional(tx, person)) await moveMilk(tx, person.familyId, familyId);
    await tx.run("UPDATE person SET family_id = $2 WHERE id = $1", person.personId, familyId);
    person.familyId = familyId;
  }
}

/** Somebody who agreed belongs where the invitation they wrote before says, unless it has become too old meanwhile. */
export async function comeByInvitation(
  tx: Connection,
  identityId: string,
  person: { personId: string; familyId: string },
  now: Date,
): Promise<void> {
  const [row] = await tx.query<{ invitation: string | null }>(
    "SELECT invitation FROM identity WHERE id = $1",
    identityId,
  );
  const code = row?.invitation ?? null;
  if (code === null) return;
  await tx.run("UPDATE identity SET invitation = NULL WHERE id = $1", identityId);
  const found = await findCode(tx, code);
  if (found !== null && found.expiresAt > now && (await spendCode(tx, code)))
    await applyInvitation(tx, person, found);
}

/** Associations somebody may bring families to. */
async function associationsOf(
  connection: Connection,
  personId: string,
): Promise<{ id: string; name: string }[]> {
  const actor = await actorOf(connection, personId);
  const scope = scopeOf(actor, "invite");
  if (scope === null) return [];
  const values: Value[] = [];
  const sql = scope.sql
    .replaceAll("f.association_id", "a.id")
    .replaceAll("?", () => `$${values.push(scope.values[values.length] ?? null)}`);
  return connection.query<{ id: string; name: string }>(
    `SELECT a.id, a.name FROM association a JOIN district d ON d.id = a.district_id
     ${sql === "" ? "" : `WHERE ${sql}`} ORDER BY a.name LIMIT ${MAX_SHOWN}`,
    ...values,
  );
}

async function lookAtPlace(
  call: Call,
  { code, familyId, associationId }: JoinCode,
): Promise<ActionResult> {
  const { tx, caller } = call;
  const [place] = await tx.query<{ name: string }>(
    associationId === null
      ? "SELECT name FROM family WHERE id = $1"
      : "SELECT name FROM association WHERE id = $1",
    associationId ?? familyId ?? "",
  );
  if (place === undefined) return { outcome: "unknown" };
  const values = { place: text(place.name) };
  if (caller.person === null) {
    await tx.run("UPDATE identity SET invitation = $2 WHERE id = $1", caller.identityId, code);
    return { outcome: "welcome", values };
  }
  const [family] = await tx.query<{ association_id: string | null; code: string }>(
    "SELECT association_id, code FROM family WHERE id = $1",
    caller.person.familyId,
  );
  if (associationId !== null)
    return family?.association_id === associationId
      ? { outcome: "already", values }
      : { outcome: "ask_association", values };
  if (familyId === caller.person.familyId) return { outcome: "already", values };
  // Whoever stands in a roster under another family is moved by whoever keeps the roster.
  const mayMove = family?.code.startsWith("N-") === true;
  return { outcome: mayMove ? "ask_family" : "other_family", values };
}
