import type { ChannelName } from "../core/message.ts";
import { instant, type Connection } from "./connection.ts";

/** Takes or keeps the lane of a channel for a process until an instant; false while another holds it. */
export async function takeLane(
  tx: Connection,
  channel: ChannelName,
  holder: string,
  until: Date,
  now: Date,
): Promise<boolean> {
  return (
    (await tx.run(
      `INSERT INTO lane_lease (channel, holder, until) VALUES ($1, $2, $3)
       ON CONFLICT (channel) DO UPDATE SET holder = excluded.holder, until = excluded.until
       WHERE lane_lease.holder = excluded.holder OR lane_lease.until <= $4`,
      channel,
      holder,
      instant(until),
      instant(now),
    )) === 1
  );
}

/** Lets go of a channel's lane, so that another process takes over at once. */
export async function leaveLane(
  tx: Connection,
  channel: ChannelName,
  holder: string,
): Promise<void> {
  await tx.run("DELETE FROM lane_lease WHERE channel = $1 AND holder = $2", channel, holder);
}
