import type { Clock } from "../core/clock.ts";
import { OperatorError } from "../core/errors.ts";
import { withdrawn } from "../flow/moving.ts";
import type { Program } from "../flow/program.ts";
import { sessionFrom, storedSession } from "../flow/storing.ts";
import type { Connection, Store } from "../store/connection.ts";
import { lockCaller } from "../store/identities.ts";
import { noteWithdrawal, type Publisher } from "../store/publications.ts";
import { programOf, readSession, sessionsIn, writeSession } from "../store/sessions.ts";

const PAGE = 200;

/** What became of the conversations of a withdrawn version. */
export interface Withdrawal {
  flow: string;
  moved: number;
  ended: number;
}

/**
 * Takes every conversation out of a version: into the published one, or to its end.
 * @param hash the version, by its hash or the beginning of it
 * @param by who does it, with the reason as note
 * @throws OperatorError when no or more than one version has that hash, or it is the published one
 */
export async function withdraw(
  store: Store,
  hash: string,
  into: "published" | "end",
  by: Publisher,
  clock: Clock,
): Promise<Withdrawal> {
  const { from, to } = await store.read((connection) => versions(connection, hash));
  if (into === "published" && to === null)
    throw new OperatorError(`${from.flow} is not published any more. Use flows end instead.`);
  const counts = { moved: 0, ended: 0 };
  let after = "";
  for (;;) {
    const page = await store.read((db) => sessionsIn(db, from.hash, after, PAGE));
    for (const identityId of page) {
      const result = await store.transaction((tx) =>
        withdrawOne(tx, identityId, { from, to: into === "end" ? null : to, by }),
      );
      if (result !== null) counts[result] += 1;
    }
    const last = page.at(-1);
    if (last === undefined) break;
    after = last;
  }
  const note = `${counts.moved} moved, ${counts.ended} ended out of ${from.hash.slice(0, 8)}: ${by.note ?? ""}`;
  await store.transaction((tx) =>
    noteWithdrawal(tx, from.flow, to?.hash ?? null, { by: by.by, note }, clock.now()),
  );
  return { flow: from.flow, ...counts };
}

async function versions(
  connection: Connection,
  hash: string,
): Promise<{ from: Program; to: Program | null }> {
  const found = await programOf(connection, hash);
  const [only, ...others] = found;
  if (only === undefined)
    throw new OperatorError(`No version has the hash ${hash}. See flows history.`);
  if (others.length > 0)
    throw new OperatorError(`Several versions begin with ${hash}. Write more of the hash.`);
  const from = JSON.parse(only.body) as Program;
  if (only.published === from.hash)
    throw new OperatorError(
      `${from.hash.slice(0, 8)} is the published version of ${from.flow}. Publish another first.`,
    );
  const to = only.published === null ? undefined : await programOf(connection, only.published);
  return { from, to: to?.[0] === undefined ? null : (JSON.parse(to[0].body) as Program) };
}

async function withdrawOne(
  tx: Connection,
  identityId: string,
  { from, to, by }: { from: Program; to: Program | null; by: Publisher },
): Promise<"moved" | "ended" | null> {
  await lockCaller(tx, identityId);
  const stored = await readSession(tx, identityId);
  if (stored === null || !stored.state.includes(from.hash)) return null;
  const before = sessionFrom(stored.state);
  const state = withdrawn(before, from, to, by.note ?? "");
  const program = state.frames.at(-1)?.program ?? null;
  // The hour of the last message stays, so that a question lapses when it would have.
  await writeSession(tx, identityId, program, storedSession(state), stored.updatedAt);
  // Old echoes are taken along, but only a conversation under way is counted.
  if (!before.frames.some((frame) => frame.program === from.hash)) return null;
  return state.ended === undefined ? "moved" : "ended";
}
