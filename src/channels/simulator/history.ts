import type { Attachment, Choice, Medium } from "../../core/message.ts";
import { instant, type Store, type Value } from "../../store/connection.ts";

/** What a bubble shows. */
export interface SimulatorContent {
  text: string;
  choices: Choice[];
  question: string | null;
  /** What the bytes kept with it are; none with pictures of an older version. */
  file?: SimulatorFile;
}

export interface SimulatorFile {
  kind: Medium | Attachment["kind"];
  mime: string;
  name: string;
}

/** A message in the simulator's memory. */
export interface SimulatorRow {
  seq: number;
  id: string;
  direction: "in" | "out";
  content: SimulatorContent;
  hasFile: boolean;
  ticks: string;
  at: Date;
}

interface Stored {
  seq: number;
  id: string;
  direction: "in" | "out";
  content: string;
  has_file: number | boolean;
  ticks: string;
  at: string;
}

const COLUMNS = "seq, id, direction, content, picture IS NOT NULL AS has_file, ticks, at";

function toRow(stored: Stored): SimulatorRow {
  return {
    seq: stored.seq,
    id: stored.id,
    direction: stored.direction,
    content: JSON.parse(stored.content) as SimulatorContent,
    hasFile: Boolean(stored.has_file),
    ticks: stored.ticks,
    at: new Date(stored.at),
  };
}

/** Keeps a message; the same id again gives back what was kept the first time. */
export async function appendMessage(
  store: Store,
  message: {
    id: string;
    address: string;
    direction: "in" | "out";
    content: SimulatorContent;
    bytes: Uint8Array | null;
    ticks: string;
    at: Date;
  },
): Promise<SimulatorRow> {
  return store.together(async (tx) => {
    await tx.run(
      `INSERT INTO simulator_message (id, address, direction, content, picture, ticks, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (id) DO NOTHING`,
      message.id,
      message.address,
      message.direction,
      JSON.stringify(message.content),
      message.bytes,
      message.ticks,
      instant(message.at),
    );
    const [stored] = await tx.query<Stored>(
      `SELECT ${COLUMNS} FROM simulator_message WHERE id = $1`,
      message.id,
    );
    if (stored === undefined) throw new Error("a simulator message vanished");
    return toRow(stored);
  });
}

/** Moves ticks on: of one message, or (`read`) of all that the address wrote. Returns the ids that changed. */
export async function markRead(
  store: Store,
  idOrAddress: string,
  ticks: "delivered" | "read",
): Promise<string[]> {
  const changed = await store.together((tx) =>
    ticks === "delivered"
      ? tx.query<{ id: string }>(
          "UPDATE simulator_message SET ticks = 'delivered' WHERE id = $1 AND ticks = 'sent' RETURNING id",
          idOrAddress,
        )
      : tx.query<{ id: string }>(
          "UPDATE simulator_message SET ticks = 'read' WHERE address = $1 AND direction = 'in' AND ticks <> 'read' RETURNING id",
          idOrAddress,
        ),
  );
  return changed.map((row) => row.id);
}

/** The newest messages before a place (null: the end), oldest first. */
export async function messagesBefore(
  store: Store,
  address: string,
  before: number | null,
  limit: number,
): Promise<SimulatorRow[]> {
  const rows = await store.read((connection) =>
    connection.query<Stored>(
      `SELECT ${COLUMNS} FROM simulator_message WHERE address = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`,
      address,
      before ?? 2_147_483_647,
      limit,
    ),
  );
  return rows.map(toRow).reverse();
}

/** Messages after a place, oldest first. */
export async function messagesAfter(
  store: Store,
  address: string,
  after: number,
): Promise<SimulatorRow[]> {
  const rows = await store.read((connection) =>
    connection.query<Stored>(
      `SELECT ${COLUMNS} FROM simulator_message WHERE address = $1 AND seq > $2 ORDER BY seq LIMIT 200`,
      address,
      after,
    ),
  );
  return rows.map(toRow);
}

/** The file of a message; null when it has none. */
export async function fileIn(
  store: Store,
  id: string,
): Promise<(SimulatorFile & { bytes: Uint8Array }) | null> {
  const [row] = await store.read((connection) =>
    connection.query<{ content: string; picture: Value }>(
      "SELECT content, picture FROM simulator_message WHERE id = $1",
      id,
    ),
  );
  if (!(row?.picture instanceof Uint8Array)) return null;
  const { file = CHART } = JSON.parse(row.content) as SimulatorContent;
  return { ...file, bytes: row.picture };
}

/** A chart of ours. */
export const CHART: SimulatorFile = { kind: "picture", mime: "image/png", name: "chart.png" };
