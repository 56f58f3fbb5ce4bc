import { OperatorError } from "../core/errors.ts";
import { newId, sha256 } from "../core/ids.ts";
import type { ChannelName } from "../core/message.ts";
import { instant, type Connection } from "./connection.ts";

/**
 * Largest file we keep, in bytes: what Telegram's getFile gives (20 MB). Files lie in the database, so
 * that they are backed up, moved and deleted with all that speaks of them.
 */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** What is known of a file. */
export interface StoredFile {
  id: string;
  /** `expected`: still with its messenger; `lost`: it could not be had. */
  state: "expected" | "kept" | "lost";
  mime: string;
  name: string;
  /** In bytes; 0 until it is kept. */
  size: number;
}

/** A file that a messenger holds for us. */
export interface ExpectedFile {
  id: string;
  identityId: string;
  channel: ChannelName;
  /** The messenger's handle of it. */
  handle: string;
  tries: number;
}

/** The type of a file whose sender does not tell it. */
const UNTYPED = "application/octet-stream";

/**
 * Keeps a file of our own for as long as it is referred to; its id. The same bytes under the same type and
 * name are one file.
 * @throws OperatorError when it is empty or too large
 */
export async function keepFile(
  tx: Connection,
  { bytes, mime, name }: { bytes: Uint8Array; mime: string; name: string },
  now: Date,
): Promise<string> {
  if (bytes.length === 0) throw new OperatorError("The file is empty.");
  if (bytes.length > MAX_FILE_BYTES)
    throw new OperatorError(
      `The file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB; make it smaller.`,
    );
  const hash = await keepContent(tx, bytes);
  const [known] = await tx.query<{ id: string }>(
    "SELECT id FROM file WHERE sha256 = $1 AND mime = $2 AND name = $3 AND identity_id IS NULL",
    hash,
    mime,
    name,
  );
  if (known !== undefined) return known.id;
  const id = newId();
  await tx.run(
    "INSERT INTO file (id, state, mime, name, size, sha256, tries, created_at) VALUES ($1, 'kept', $2, $3, $4, $5, 0, $6)",
    id,
    mime,
    name,
    bytes.length,
    hash,
    instant(now),
  );
  return id;
}

/**
 * Notes a file that somebody sent and that is worth keeping; it is fetched from its messenger soon after.
 * @param keptUntil deleted after this instant; null for as long as it is referred to
 */
export async function expectFile(
  tx: Connection,
  file: Omit<ExpectedFile, "tries">,
  keptUntil: Date | null,
  now: Date,
): Promise<void> {
  await tx.run(
    `INSERT INTO file (id, state, identity_id, channel, handle, due_at, tries, created_at, kept_until)
     VALUES ($1, 'expected', $2, $3, $4, $5, 0, $5, $6)`,
    file.id,
    file.identityId,
    file.channel,
    file.handle,
    instant(now),
    keptUntil === null ? null : instant(keptUntil),
  );
}

/** How many files somebody has sent by an identity since an instant, to be kept. */
export async function countFilesFrom(
  tx: Connection,
  identityId: string,
  since: Date,
): Promise<number> {
  const [row] = await tx.query<{ count: number | bigint }>(
    "SELECT COUNT(*) AS count FROM file WHERE identity_id = $1 AND created_at > $2",
    identityId,
    instant(since),
  );
  return Number(row?.count ?? 0);
}

/** Takes files to fetch, oldest first; nobody else takes them before `until`. */
export async function claimExpected(
  tx: Connection,
  channels: readonly ChannelName[],
  limit: number,
  now: Date,
  until: Date,
): Promise<ExpectedFile[]> {
  const list = channels.map((_, index) => `$${index + 4}`).join(", ");
  const rows = await tx.query<{
    id: string;
    identity_id: string;
    channel: ChannelName;
    handle: string;
    tries: number;
  }>(
    `UPDATE file SET due_at = $2, tries = tries + 1 WHERE state = 'expected' AND id IN (
       SELECT id FROM file WHERE state = 'expected' AND due_at <= $1 AND channel IN (${list})
       ORDER BY due_at LIMIT $3${tx.skipLocked})
     RETURNING id, identity_id, channel, handle, tries`,
    instant(now),
    instant(until),
    limit,
    ...channels,
  );
  return rows.map(({ identity_id: identityId, ...row }) => ({ ...row, identityId }));
}

/** A file arrived from its messenger. */
export async function settleFetched(
  tx: Connection,
  id: string,
  { bytes, mime, name }: { bytes: Uint8Array; mime: string | null; name: string | null },
): Promise<void> {
  await tx.run(
    "UPDATE file SET state = 'kept', sha256 = $2, mime = $3, name = $4, size = $5, due_at = NULL, handle = NULL, failure = NULL WHERE id = $1",
    id,
    await keepContent(tx, bytes),
    mime ?? UNTYPED,
    name ?? "",
    bytes.length,
  );
}

/** A file could not be had just now: it is tried again at `dueAt`, or, with null, never. */
export async function putOffFetch(
  tx: Connection,
  id: string,
  dueAt: Date | null,
  failure: string,
): Promise<void> {
  await tx.run(
    "UPDATE file SET state = $2, due_at = $3, failure = $4 WHERE id = $1 AND state = 'expected'",
    id,
    dueAt === null ? "lost" : "expected",
    dueAt === null ? null : instant(dueAt),
    failure,
  );
}

/** What is known of a file; null when there is none, or none any more. */
export async function fileOf(connection: Connection, id: string): Promise<StoredFile | null> {
  const [row] = await connection.query<{
    state: StoredFile["state"];
    mime: string | null;
    name: string | null;
    size: number | null;
  }>("SELECT state, mime, name, size FROM file WHERE id = $1", id);
  if (row === undefined) return null;
  const { state, mime, name, size } = row;
  return { id, state, mime: mime ?? UNTYPED, name: name ?? "", size: size ?? 0 };
}

/** The bytes of a file; null when they are not at hand. */
export async function bytesOf(connection: Connection, id: string): Promise<Uint8Array | null> {
  const [row] = await connection.query<{ bytes: Uint8Array }>(
    "SELECT c.bytes FROM file f JOIN file_content c ON c.sha256 = f.sha256 WHERE f.id = $1",
    id,
  );
  return row?.bytes ?? null;
}

/** The messenger's own id of a file sent before, while it can be used. */
export async function copyOf(
  connection: Connection,
  fileId: string,
  channel: ChannelName,
  now: Date,
): Promise<string | null> {
  const [row] = await connection.query<{ remote_id: string }>(
    "SELECT remote_id FROM file_copy WHERE file_id = $1 AND channel = $2 AND (until IS NULL OR until > $3)",
    fileId,
    channel,
    instant(now),
  );
  return row?.remote_id ?? null;
}

/** Remembers the messenger's own id of a file; null forgets one that it does not know any more. */
export async function noteCopy(
  tx: Connection,
  fileId: string,
  channel: ChannelName,
  copy: { remoteId: string; until: Date | null } | null,
): Promise<void> {
  if (copy === null) {
    await tx.run("DELETE FROM file_copy WHERE file_id = $1 AND channel = $2", fileId, channel);
    return;
  }
  await tx.run(
    `INSERT INTO file_copy (file_id, channel, remote_id, until) VALUES ($1, $2, $3, $4)
     ON CONFLICT (file_id, channel) DO UPDATE SET remote_id = excluded.remote_id, until = excluded.until`,
    fileId,
    channel,
    copy.remoteId,
    copy.until === null ? null : instant(copy.until),
  );
}

/** Deletes files that need not be kept any longer, and the bytes that no other file shares. */
export async function forgetFiles(tx: Connection, now: Date): Promise<void> {
  const gone = await tx.query<{ id: string; sha256: string | null }>(
    "DELETE FROM file WHERE kept_until <= $1 RETURNING id, sha256",
    instant(now),
  );
  await forgetContents(tx, gone);
}

/** Deletes all files that somebody sent by an identity. */
export async function forgetFilesFrom(tx: Connection, identityId: string): Promise<void> {
  const gone = await tx.query<{ id: string; sha256: string | null }>(
    "DELETE FROM file WHERE identity_id = $1 RETURNING id, sha256",
    identityId,
  );
  await forgetContents(tx, gone);
}

async function forgetContents(
  tx: Connection,
  gone: { id: string; sha256: string | null }[],
): Promise<void> {
  for (const { id, sha256: hash } of gone) {
    await tx.run("DELETE FROM file_copy WHERE file_id = $1", id);
    if (hash === null) continue;
    await tx.run(
      "DELETE FROM file_content WHERE sha256 = $1 AND NOT EXISTS (SELECT 1 FROM file WHERE sha256 = $1)",
      hash,
    );
  }
}

async function keepContent(tx: Connection, bytes: Uint8Array): Promise<string> {
  const hash = sha256(bytes);
  await tx.run(
    "INSERT INTO file_content (sha256, bytes) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING",
    hash,
    bytes,
  );
  return hash;
}
