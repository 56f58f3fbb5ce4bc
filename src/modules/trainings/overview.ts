import { instant, type Connection } from "../../store/connection.ts";
import { participantsOf, type Participant } from "./participants.ts";
import { standingOf } from "./persons.ts";
import { findTraining } from "./store.ts";

/** What a list of trainings shows of each. */
export interface TrainingLine {
  id: string;
  topic: string;
  startsAt: Date;
  place: string;
  organiser: string;
  capacity: number | null;
  cancelled: boolean;
  begun: boolean;
  invited: number;
  yes: number;
  waiting: number;
  attended: number;
}

/** A training with everybody who answered or came. */
export interface TrainingView extends Omit<TrainingLine, "begun"> {
  host: string;
  people: Participant[];
}

/** Trainings shown at once, of those to come and of those that were. */
const SHOWN = 50;

interface LineRow {
  id: string;
  topic: string;
  starts_at: string;
  place: string;
  organiser: string;
  capacity: number | null;
  state: string;
  invited: number | bigint;
  yes: number | bigint | null;
  waiting: number | bigint | null;
  attended: number | bigint | null;
}

const SELECT = `SELECT t.id, t.topic, t.starts_at, t.place, o.name AS organiser, t.capacity, t.state,
    (SELECT COUNT(*) FROM broadcast_recipient WHERE broadcast_id = t.broadcast_id) AS invited,
    (SELECT COUNT(*) FROM training_person WHERE training_id = t.id AND answer = 'yes') AS yes,
    (SELECT COUNT(*) FROM training_person WHERE training_id = t.id AND answer IN ('waiting', 'offered')) AS waiting,
    (SELECT COUNT(*) FROM training_person WHERE training_id = t.id AND attended_at IS NOT NULL) AS attended
  FROM training t JOIN person o ON o.id = t.owner_id`;

/** The next trainings, soonest first, and the last ones, newest first. */
export async function readTrainings(
  connection: Connection,
  now: Date,
): Promise<{ coming: TrainingLine[]; past: TrainingLine[] }> {
  const [coming, past] = await Promise.all([
    connection.query<LineRow>(
      `${SELECT} WHERE t.starts_at > $1 ORDER BY t.starts_at, t.id LIMIT $2`,
      instant(now),
      SHOWN,
    ),
    connection.query<LineRow>(
      `${SELECT} WHERE t.starts_at <= $1 ORDER BY t.starts_at DESC, t.id LIMIT $2`,
      instant(now),
      SHOWN,
    ),
  ]);
  return {
    coming: coming.map((row) => toLine(row, false)),
    past: past.map((row) => toLine(row, true)),
  };
}

function toLine(row: LineRow, begun: boolean): TrainingLine {
  return {
    id: row.id,
    topic: row.topic,
    startsAt: new Date(row.starts_at),
    place: row.place,
    organiser: row.organiser,
    capacity: row.capacity,
    cancelled: row.state === "cancelled",
    begun,
    invited: Number(row.invited),
    yes: Number(row.yes ?? 0),
    waiting: Number(row.waiting ?? 0),
    attended: Number(row.attended ?? 0),
  };
}

/** One training with its list; null when there is none of that id. */
export async function readTraining(
  connection: Connection,
  id: string,
): Promise<TrainingView | null> {
  const training = await findTraining(connection, id);
  if (training === null) return null;
  const standing = await standingOf(connection, training);
  const [organiser] = await connection.query<{ name: string }>(
    "SELECT name FROM person WHERE id = $1",
    training.ownerId,
  );
  return {
    id,
    topic: training.topic,
    startsAt: training.startsAt,
    place: training.place,
    host: training.host,
    organiser: organiser?.name ?? "",
    capacity: training.capacity,
    cancelled: training.state === "cancelled",
    invited: standing.invited,
    yes: standing.yes,
    waiting: standing.waiting + standing.offered,
    attended: standing.attended,
    people: await participantsOf(connection, id),
  };
}
