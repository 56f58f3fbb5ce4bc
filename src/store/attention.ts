import type { LimaDay } from "../core/lima.ts";
import type { Connection } from "./connection.ts";

/**
 * Takes one message out of a person's attention of the day; false when it is used up.
 * @param budget messages a day that a person gets without having written, of all senders together
 */
export async function takeAttention(
  tx: Connection,
  personId: string,
  day: LimaDay,
  budget: number,
): Promise<boolean> {
  return (
    (await tx.run(
      `INSERT INTO attention (person_id, day, messages) VALUES ($1, $2, 1)
       ON CONFLICT (person_id, day) DO UPDATE SET messages = attention.messages + 1
       WHERE attention.messages < $3`,
      personId,
      day,
      budget,
    )) === 1
  );
}

/** Gives back what was taken for a message that did not go out. */
export async function giveBackAttention(
  tx: Connection,
  personId: string,
  day: LimaDay,
): Promise<void> {
  await tx.run(
    "UPDATE attention SET messages = messages - 1 WHERE person_id = $1 AND day = $2 AND messages > 0",
    personId,
    day,
  );
}

/** Forgets the days before `day`. */
export async function forgetAttention(tx: Connection, day: LimaDay): Promise<void> {
  await tx.run("DELETE FROM attention WHERE day < $1", day);
}
