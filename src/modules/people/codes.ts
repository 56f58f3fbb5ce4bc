import { newCode } from "../../core/ids.ts";
import { instant, type Connection } from "../../store/connection.ts";

/** What a code leads to; exactly one of the three. */
export interface CodeTarget {
  familyId?: string;
  associationId?: string;
  personId?: string;
}

/** A code as it stands in the book. */
export interface JoinCode {
  code: string;
  familyId: string | null;
  associationId: string | null;
  personId: string | null;
  identityId: string | null;
  expiresAt: Date;
  maxUses: number;
  uses: number;
}

/** More tries than this to find a code nobody has mean that something else is wrong. */
const MAX_DRAWS = 20;

/**
 * Makes a code.
 * @param by name of whoever makes it
 * @param identityId the phone on which it was asked for
 */
export async function makeCode(
  tx: Connection,
  target: CodeTarget,
  { by, identityId, maxUses, expiresAt }: CodeTerms,
  now: Date,
): Promise<string> {
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const code = newCode();
    const made = await tx.run(
      `INSERT INTO join_code (code, family_id, association_id, person_id, identity_id, created_by, created_at, expires_at, max_uses, uses)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) ON CONFLICT (code) DO NOTHING`,
      code,
      target.familyId ?? null,
      target.associationId ?? null,
      target.personId ?? null,
      identityId,
      by,
      instant(now),
      instant(expiresAt),
      maxUses,
    );
    if (made === 1) return code;
  }
  throw new Error("no free code was found");
}

export interface CodeTerms {
  by: string;
  identityId: string | null;
  maxUses: number;
  expiresAt: Date;
}

/** A code, also one that is used up or too old; null when nobody made it. */
export async function findCode(connection: Connection, code: string): Promise<JoinCode | null> {
  const [row] = await connection.query<Omit<JoinCode, "expiresAt"> & { expires_at: string }>(
    `SELECT code, family_id AS "familyId", association_id AS "associationId", person_id AS "personId",
       identity_id AS "identityId", expires_at, max_uses AS "maxUses", uses FROM join_code WHERE code = $1`,
    code,
  );
  if (row === undefined) return null;
  const { expires_at: expiresAt, ...rest } = row;
  return { ...rest, expiresAt: new Date(expiresAt) };
}

/** Uses a code up by one; false when it has no use left. */
export async function spendCode(tx: Connection, code: string): Promise<boolean> {
  return (
    (await tx.run(
      "UPDATE join_code SET uses = uses + 1 WHERE code = $1 AND uses < max_uses",
      code,
    )) === 1
  );
}

/** Deletes codes that were good until `before`. */
export async function forgetCodes(tx: Connection, before: Date): Promise<number> {
  return tx.run("DELETE FROM join_code WHERE expires_at < $1", instant(before));
}
