import { newId, sha256 } from "../../core/ids.ts";
import { instant, type Connection, type Value } from "../../store/connection.ts";
import { doorSpan } from "./rules.ts";

/** A training as the database keeps it; instants are UTC. */
export interface Training {
  id: string;
  topic: string;
  about: string | null;
  startsAt: Date;
  place: string;
  host: string;
  /** Null for as many as come. */
  capacity: number | null;
  code: string;
  ownerId: string;
  broadcastId: string | null;
  state: "planned" | "cancelled";
  materialText: string | null;
  materialFileId: string | null;
}

/** What a technician tells of a training. */
export type TrainingPlan = Pick<
  Training,
  "topic" | "about" | "startsAt" | "place" | "host" | "capacity"
>;

/** What may be changed of one that is announced. */
export type TrainingChange = Partial<
  TrainingPlan & Pick<Training, "materialText" | "materialFileId">
>;

interface TrainingRow {
  id: string;
  topic: string;
  about: string | null;
  starts_at: string;
  place: string;
  host: string;
  capacity: number | null;
  code: string;
  owner_id: string;
  broadcast_id: string | null;
  state: Training["state"];
  material_text: string | null;
  material_file_id: string | null;
}

const COLUMNS =
  "t.id, t.topic, t.about, t.starts_at, t.place, t.host, t.capacity, t.code, t.owner_id, t.broadcast_id, t.state, t.material_text, t.material_file_id";

function toTraining(row: TrainingRow): Training {
  return {
    id: row.id,
    topic: row.topic,
    about: row.about,
    startsAt: new Date(row.starts_at),
    place: row.place,
    host: row.host,
    capacity: row.capacity,
    code: row.code,
    ownerId: row.owner_id,
    broadcastId: row.broadcast_id,
    state: row.state,
    materialText: row.material_text,
    materialFileId: row.material_file_id,
  };
}

async function select(
  connection: Connection,
  rest: string,
  ...values: Value[]
): Promise<Training[]> {
  const rows = await connection.query<TrainingRow>(
    `SELECT ${COLUMNS} FROM training t ${rest}`,
    ...values,
  );
  return rows.map(toTraining);
}

/** A training by its id; null when there is none. */
export async function findTraining(connection: Connection, id: string): Promise<Training | null> {
  return (await select(connection, "WHERE t.id = $1", id))[0] ?? null;
}

/** Holds a training until the transaction ends: whoever gives or frees a place must hold it. */
export async function lockTraining(tx: Connection, id: string): Promise<Training | null> {
  return (await select(tx, `WHERE t.id = $1${tx.forUpdate}`, id))[0] ?? null;
}

/** Keeps a new training; its code differs from those of all others around that day. */
export async function insertTraining(
  tx: Connection,
  plan: TrainingPlan,
  ownerId: string,
  actKey: string,
  now: Date,
): Promise<Training> {
  const id = newId();
  const code = await freeCode(tx, id, plan.startsAt);
  await tx.run(
    `INSERT INTO training (id, topic, about, starts_at, place, host, capacity, code, owner_id, state, created_at, act_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'planned', $10, $11)`,
    id,
    plan.topic,
    plan.about,
    instant(plan.startsAt),
    plan.place,
    plan.host,
    plan.capacity,
    code,
    ownerId,
    instant(now),
    actKey,
  );
  return {
    ...plan,
    id,
    code,
    ownerId,
    broadcastId: null,
    state: "planned",
    materialText: null,
    materialFileId: null,
  };
}

/** Four digits that no training within a month has; they come from the id, which is random. */
async function freeCode(tx: Connection, id: string, startsAt: Date): Promise<string> {
  const month = 31 * 24 * 3_600_000;
  const near = await tx.query<{ code: string }>(
    "SELECT code FROM training WHERE starts_at BETWEEN $1 AND $2",
    instant(new Date(startsAt.getTime() - month)),
    instant(new Date(startsAt.getTime() + month)),
  );
  const taken = new Set(near.map((one) => one.code));
  for (let salt = 0; ; salt++) {
    const number = Number.parseInt(sha256(`${id} ${salt}`).slice(0, 8), 16);
    const code = String(1000 + (number % 9000));
    if (!taken.has(code) || salt > 9000) return code;
  }
}

/** Notes by which broadcast the invitations go out. */
export async function setBroadcast(tx: Connection, id: string, broadcastId: string): Promise<void> {
  await tx.run("UPDATE training SET broadcast_id = $2 WHERE id = $1", id, broadcastId);
}

/** Changes what is told; what is left out stays. */
export async function changeTraining(
  tx: Connection,
  training: Training,
  change: TrainingChange,
): Promise<Training> {
  const next = { ...training, ...change };
  await tx.run(
    `UPDATE training SET topic = $2, about = $3, starts_at = $4, place = $5, host = $6, capacity = $7,
       material_text = $8, material_file_id = $9 WHERE id = $1`,
    next.id,
    next.topic,
    next.about,
    instant(next.startsAt),
    next.place,
    next.host,
    next.capacity,
    next.materialText,
    next.materialFileId,
  );
  return next;
}

/** Calls a training off. */
export async function cancelTraining(tx: Connection, id: string, now: Date): Promise<void> {
  await tx.run(
    "UPDATE training SET state = 'cancelled', cancelled_at = $2 WHERE id = $1",
    id,
    instant(now),
  );
}

/** The trainings somebody runs that begin after an instant, soonest first. */
export function trainingsOfOwner(
  connection: Connection,
  ownerId: string,
  after: Date,
  limit: number,
): Promise<Training[]> {
  return select(
    connection,
    "WHERE t.owner_id = $1 AND t.starts_at > $2 AND t.state = 'planned' ORDER BY t.starts_at, t.id LIMIT $3",
    ownerId,
    instant(after),
    limit,
  );
}

/** The trainings somebody was invited to or has to do with that are still to come, soonest first. */
export function comingTrainings(
  connection: Connection,
  personId: string,
  now: Date,
  limit: number,
): Promise<Training[]> {
  return select(
    connection,
    `WHERE t.starts_at > $2 AND t.state = 'planned' AND (
       EXISTS (SELECT 1 FROM broadcast_recipient r WHERE r.broadcast_id = t.broadcast_id AND r.person_id = $1)
       OR EXISTS (SELECT 1 FROM training_person a WHERE a.training_id = t.id AND a.person_id = $1))
     ORDER BY t.starts_at, t.id LIMIT $3`,
    personId,
    instant(now),
    limit,
  );
}

/** All trainings that begin in a stretch of time, cancelled ones too, in their order. */
export function trainingsBetween(
  connection: Connection,
  from: Date,
  before: Date,
): Promise<Training[]> {
  return select(
    connection,
    "WHERE t.starts_at >= $1 AND t.starts_at < $2 ORDER BY t.starts_at, t.id",
    instant(from),
    instant(before),
  );
}

/** The training whose code is shown at a door about now; null when the code is none. */
export async function trainingAtDoor(
  connection: Connection,
  code: string,
  now: Date,
): Promise<Training | null> {
  const { from, to } = doorSpan(now);
  const found = await select(
    connection,
    "WHERE t.code = $1 AND t.starts_at BETWEEN $2 AND $3 AND t.state = 'planned' ORDER BY t.starts_at LIMIT 1",
    code,
    instant(from),
    instant(to),
  );
  return found[0] ?? null;
}
