import type { Action, ActionCall, ActionResult } from "../../core/action.ts";
import type { FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { openTicket, lockCaller } from "../../store/identities.ts";
import { joinPhone, leavePhone } from "../../store/sharing.ts";
import { findCode, makeCode, spendCode } from "./codes.ts";
import { absorbPerson, isProvisional, type Belonging } from "./join-persons.ts";
import { choice, firstName, text, textIn } from "./values.ts";

type Call = ActionCall<Connection>;

/** A code that joins two phones is shown on one and typed on the other at once. */
const LINK_MS = 15 * 60_000;

/** What flows may do to make several phones one person's. */
export const joiningActions: Action<Connection>[] = [
  {
    name: "people.link_code",
    inputs: {},
    outputs: { code: "text" },
    outcomes: ["made", "unknown"],
    async run({ tx, caller, now }) {
      const { person, identityId } = caller;
      if (person === null) return { outcome: "unknown" };
      const expiresAt = new Date(now.getTime() + LINK_MS);
      const terms = { by: person.name, identityId, maxUses: 1, expiresAt };
      const code = await makeCode(tx, { personId: person.personId }, terms, now);
      return { outcome: "made", values: { code: text(code) } };
    },
  },
  {
    name: "people.look_at_phone",
    harmless: true,
    inputs: { phone: "text" },
    outputs: { target: "choice", name: "text" },
    outcomes: ["same_person", "own", "unknown", "two_persons"],
    async run(call, inputs) {
      // Telegram itself vouches that a shared contact of one's own bears one's number.
      const phone = `+${(textIn(inputs["phone"]) ?? "").replaceAll(/\D/g, "")}`;
      const persons = await call.tx.query<{ person_id: string }>(
        "SELECT person_id FROM identity WHERE channel = 'whatsapp' AND address = $1 AND person_id IS NOT NULL",
        phone,
      );
      const [known] = persons;
      return known === undefined ? { outcome: "unknown" } : lookAtPerson(call, known.person_id);
    },
  },
  {
    name: "people.join_phones",
    inputs: { target: "choice", code: "text?" },
    outputs: { name: "text" },
    outcomes: ["joined", "too_late"],
    async run(call, inputs) {
      const { tx, caller, now } = call;
      const target = inputs["target"];
      const code = textIn(inputs["code"]);
      if (code !== null && !(await spendCode(tx, code))) return { outcome: "too_late" };
      const there = await belonging(tx, target?.type === "choice" ? target.choice.key : "");
      if (there === null) return { outcome: "too_late" };
      const here = caller.person;
      if (here === null) await joinPhone(tx, caller.identityId, there.personId, now);
      else {
        const [from, to] = (await isProvisional(tx, here)) ? [here, there] : [there, here];
        const days = await absorbPerson(tx, from, to, now);
        if (days.length > 0)
          await openTicket(tx, caller.identityId, "joined_with_other_figures", days.join(" "), now);
      }
      const fresh = await lockCaller(tx, caller.identityId);
      caller.person = fresh.person;
      caller.language = fresh.person?.language ?? caller.language;
      return { outcome: "joined", values: { name: text(firstName(fresh.person?.name ?? "")) } };
    },
  },
  {
    name: "people.leave_other_phones",
    inputs: {},
    outputs: {},
    outcomes: ["moved"],
    async run({ tx, caller }) {
      const { person, identityId } = caller;
      if (person === null) return { outcome: "moved" };
      const others = await tx.query<{ id: string }>(
        `SELECT id FROM identity WHERE person_id = $1 AND id <> $2
         UNION SELECT identity_id FROM identity_person WHERE person_id = $1 AND identity_id <> $2`,
        person.personId,
        identityId,
      );
      for (const { id } of others) {
        await leavePhone(tx, id, person.personId);
        await tx.run(
          "UPDATE outbox SET state = 'expired', failure = 'taken back' WHERE identity_id = $1 AND state = 'queued' AND kind <> 'broadcast' AND (person_id = $2 OR person_id IS NULL)",
          id,
          person.personId,
        );
        await tx.run(
          `UPDATE broadcast_recipient SET identity_id = $3, channel = $4
           WHERE person_id = $2 AND identity_id = $1 AND state = 'queued' AND outbox_id IS NULL`,
          id,
          person.personId,
          identityId,
          caller.channel,
        );
      }
      return { outcome: "moved" };
    },
  },
];

/** Whether whoever writes may be joined with a person whom a code or their own contact proves them to be. */
export async function lookAtPerson(call: Call, personId: string): Promise<ActionResult> {
  const { tx, caller } = call;
  const there = await belonging(tx, personId);
  if (there === null) return { outcome: "unknown" };
  const here = caller.person;
  if (here?.personId === personId) return { outcome: "own" };
  const values: FlowValues = {
    target: choice(personId, there.name),
    name: text(firstName(there.name)),
  };
  const mayJoin =
    here === null || (await isProvisional(tx, here)) || (await isProvisional(tx, there));
  return { outcome: mayJoin ? "same_person" : "two_persons", values };
}

async function belonging(
  tx: Connection,
  personId: string,
): Promise<(Belonging & { name: string }) | null> {
  const [row] = await tx.query<{ family_id: string; name: string }>(
    "SELECT family_id, name FROM person WHERE id = $1 AND erased_at IS NULL",
    personId,
  );
  return row === undefined ? null : { personId, familyId: row.family_id, name: row.name };
}

/** Looks at what a code leads to; nothing changes yet. */
export async function codeOf(call: Call, code: string) {
  const found = await findCode(call.tx, code);
  if (found === null) return { outcome: "unknown" } as const;
  if (found.expiresAt <= call.now) return { outcome: "expired" } as const;
  if (found.uses >= found.maxUses) return { outcome: "used_up" } as const;
  return { outcome: "good", found } as const;
}
