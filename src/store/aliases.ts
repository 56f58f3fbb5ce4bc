import type { ChannelName } from "../core/message.ts";
import type { Connection } from "./connection.ts";
import { ensureIdentity, findIdentity, openTicket } from "./identities.ts";

/**
 * The one identity of somebody whom a messenger shows under several addresses. What was kept under each comes
 * together where the newer conversation stands.
 * @param address the one that lasts and that rosters know
 */
export async function joinAddresses(
  tx: Connection,
  channel: ChannelName,
  address: string,
  alternates: readonly string[],
  now: Date,
): Promise<string> {
  let identityId = await findIdentity(tx, channel, address);
  for (const alternate of alternates) {
    const other = await findIdentity(tx, channel, alternate);
    if (other !== null && other === identityId) continue;
    if (other === null) {
      identityId ??= await ensureIdentity(tx, channel, address, now);
      await addAlias(tx, channel, alternate, identityId);
    } else if (identityId === null) {
      await rename(tx, other, address);
      await addAlias(tx, channel, alternate, other);
      identityId = other;
    } else {
      identityId = await merge(tx, channel, { address, alternate }, [identityId, other], now);
    }
  }
  return identityId ?? ensureIdentity(tx, channel, address, now);
}

async function addAlias(
  tx: Connection,
  channel: ChannelName,
  address: string,
  identityId: string,
): Promise<void> {
  await tx.run(
    `INSERT INTO identity_alias (channel, address, identity_id) VALUES ($1, $2, $3)
     ON CONFLICT (channel, address) DO UPDATE SET identity_id = excluded.identity_id`,
    channel,
    address,
    identityId,
  );
}

async function rename(tx: Connection, identityId: string, address: string): Promise<void> {
  await tx.run("UPDATE identity SET address = $2 WHERE id = $1", identityId, address);
  await tx.run(
    "UPDATE outbox SET address = $2 WHERE identity_id = $1 AND state = 'queued'",
    identityId,
    address,
  );
}

/** Two identities turn out to be one person's: the one with the newer conversation goes on for both. */
async function merge(
  tx: Connection,
  channel: ChannelName,
  { address, alternate }: { address: string; alternate: string },
  both: [string, string],
  now: Date,
): Promise<string> {
  const rows = await tx.query<{ id: string; person_id: string | null }>(
    `SELECT i.id, i.person_id FROM identity i LEFT JOIN session s ON s.identity_id = i.id
     WHERE i.id IN ($1, $2) ORDER BY CASE WHEN s.updated_at IS NULL THEN 1 ELSE 0 END, s.updated_at DESC, i.id`,
    ...both,
  );
  const [kept, left] = rows;
  if (kept === undefined || left === undefined) throw new Error("an identity is missing");
  await rename(tx, left.id, `joined:${left.id}`);
  await rename(tx, kept.id, address);
  await addAlias(tx, channel, alternate, kept.id);
  await tx.run(
    "UPDATE identity_alias SET identity_id = $2 WHERE identity_id = $1",
    left.id,
    kept.id,
  );
  await tx.run("UPDATE identity SET reachable = $2 WHERE id = $1", left.id, false);
  for (const [table, state] of [
    ["inbox", "waiting"],
    ["outbox", "queued"],
  ] as const)
    await tx.run(
      `UPDATE ${table} SET identity_id = $2 WHERE identity_id = $1 AND state = '${state}'`,
      left.id,
      kept.id,
    );
  await tx.run(
    "UPDATE outbox SET address = $2 WHERE identity_id = $1 AND state = 'queued'",
    kept.id,
    address,
  );
  if (kept.person_id === null && left.person_id !== null)
    await tx.run("UPDATE identity SET person_id = $2 WHERE id = $1", kept.id, left.person_id);
  else if (left.person_id !== null && left.person_id !== kept.person_id)
    // Two people of the roster, or one who registered twice: a technician knows.
    await openTicket(tx, kept.id, "same_phone", null, now);
  return kept.id;
}
