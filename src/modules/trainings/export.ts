import { limaDay, limaInstant, limaMinutes, type LimaDay } from "../../core/lima.ts";
import type { Connection, Store } from "../../store/connection.ts";
import { participantsOf, type Participant } from "./participants.ts";
import { standingOf } from "./persons.ts";
import { AGE_GROUPS, guardedCount, SMALL_GROUP } from "./rules.ts";
import { trainingsBetween, type Training } from "./store.ts";

/** Lima days, both included. */
export interface Period {
  from: LimaDay;
  to: LimaDay;
}

/** The columns of `export trainings`, in their order. */
export const TRAINING_COLUMNS = [
  "training_id",
  "date",
  "time",
  "topic",
  "place",
  "host",
  "organiser",
  "municipality",
  "capacity",
  "state",
  "invited",
  "yes",
  "no",
  "waiting",
  "attended",
  "women",
  "men",
  "age_under_18",
  "age_18_29",
  "age_30_59",
  "age_60_plus",
  "ratings",
  "rating_average",
] as const;
type TrainingRow = Record<(typeof TRAINING_COLUMNS)[number], string>;

/** The columns of `export participants`, in their order. */
export const PARTICIPANT_COLUMNS = [
  "training_id",
  "date",
  "topic",
  "family_code",
  "person_name",
  "sex",
  "age_group",
  "community",
  "association",
  "district",
  "municipality",
  "answer",
  "attended",
  "attended_by",
] as const;
type ParticipantRow = Record<(typeof PARTICIPANT_COLUMNS)[number], string>;

/** What participants may be counted by. */
export const GROUPINGS = ["sex", "age_group", "community", "association"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The columns of `export participants --by …`. */
export const GROUP_COLUMNS = ["group", "attendances", "persons"] as const;

/** A training with everybody in its list. */
export interface TrainingList {
  training: Training;
  people: Participant[];
}

/** The trainings of a period with their lists, by day; a single one when its id is given. */
export async function* trainingLists(
  store: Store,
  { from, to }: Period,
  only: string | null = null,
): AsyncGenerator<TrainingList> {
  const trainings = await store.read((connection) =>
    trainingsBetween(connection, limaInstant(from, 0), limaInstant(to, 24 * 60)),
  );
  for (const training of trainings) {
    if (only !== null && training.id !== only) continue;
    const people = await store.read((connection) => participantsOf(connection, training.id));
    yield { training, people };
  }
}

/** One row a training: how many were invited, come and came; small groups are not told apart. */
export async function* exportTrainings(store: Store, period: Period): AsyncGenerator<TrainingRow> {
  for await (const { training, people } of trainingLists(store, period)) {
    const more = await store.read(async (connection) => ({
      standing: await standingOf(connection, training),
      ...(await organiserOf(connection, training)),
    }));
    yield { ...trainingRow(training, people), ...countsOf(more.standing), ...more.names };
  }
}

function trainingRow(
  training: Training,
  people: readonly Participant[],
): Omit<TrainingRow, "organiser" | "municipality" | keyof ReturnType<typeof countsOf>> {
  const came = people.filter((one) => one.attended);
  const count = (fits: (one: Participant) => boolean): string =>
    guardedCount(came.filter(fits).length);
  const [under18, young, grown, old] = AGE_GROUPS.map((group) => count((one) => one.age === group));
  const ratings = people.flatMap(({ rating }) => rating ?? []);
  const minutes = limaMinutes(training.startsAt);
  return {
    training_id: training.id,
    date: limaDay(training.startsAt),
    time: `${String(Math.trunc(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`,
    topic: training.topic,
    place: training.place,
    host: training.host,
    capacity: training.capacity === null ? "" : String(training.capacity),
    state: training.state,
    women: count((one) => one.sex === "F"),
    men: count((one) => one.sex === "M"),
    age_under_18: under18 ?? "",
    age_18_29: young ?? "",
    age_30_59: grown ?? "",
    age_60_plus: old ?? "",
    ratings: guardedCount(ratings.length),
    rating_average: ratings.length < SMALL_GROUP ? "" : average(ratings),
  };
}

/** Rounded to a tenth, exactly. */
function average(ratings: readonly number[]): string {
  const sum = ratings.reduce((total, one) => total + one, 0);
  const tenths = Math.round((sum * 10) / ratings.length);
  return `${Math.trunc(tenths / 10)}.${tenths % 10}`;
}

function countsOf(
  standing: Awaited<ReturnType<typeof standingOf>>,
): Record<"invited" | "yes" | "no" | "waiting" | "attended", string> {
  return {
    invited: String(standing.invited),
    yes: String(standing.yes),
    no: String(standing.no),
    waiting: String(standing.waiting + standing.offered),
    attended: String(standing.attended),
  };
}

async function organiserOf(
  connection: Connection,
  { ownerId }: Training,
): Promise<{ names: Record<"organiser" | "municipality", string> }> {
  const [row] = await connection.query<{ name: string; municipality: string | null }>(
    `SELECT p.name, m.name AS municipality FROM person p JOIN family f ON f.id = p.family_id
     LEFT JOIN community c ON c.id = f.community_id LEFT JOIN association a ON a.id = f.association_id
     LEFT JOIN district d ON d.id = COALESCE(c.district_id, a.district_id)
     LEFT JOIN municipality m ON m.id = d.municipality_id WHERE p.id = $1`,
    ownerId,
  );
  return { names: { organiser: row?.name ?? "", municipality: row?.municipality ?? "" } };
}

/** One row for everybody who answered or came, with names: for whoever keeps the list. */
export async function* exportParticipants(
  store: Store,
  period: Period,
  only: string | null = null,
): AsyncGenerator<ParticipantRow> {
  for await (const { training, people } of trainingLists(store, period, only))
    for (const one of people)
      yield {
        training_id: training.id,
        date: limaDay(training.startsAt),
        topic: training.topic,
        family_code: one.familyCode,
        person_name: one.name,
        sex: one.sex ?? "",
        age_group: one.age ?? "",
        community: one.community ?? "",
        association: one.association ?? "",
        district: one.district ?? "",
        municipality: one.municipality ?? "",
        answer: one.answer ?? "",
        attended: one.attended ? "yes" : "no",
        attended_by: one.attendedBy ?? "",
      };
}

/** Attendances and different persons of a group. */
export interface GroupCount {
  group: string;
  attendances: number;
  persons: number;
}

/** Counts everybody who came by sex, age group, community or association; the largest group first. */
export function groupCounts(lists: readonly TrainingList[], by: Grouping): GroupCount[] {
  const groups = new Map<string, { attendances: number; persons: Set<string> }>();
  for (const { people } of lists)
    for (const one of people.filter(({ attended }) => attended)) {
      const of = { sex: one.sex, age_group: one.age, community: one.community };
      const name = (by === "association" ? one.association : of[by]) ?? "";
      const group = groups.get(name) ?? { attendances: 0, persons: new Set() };
      group.attendances += 1;
      group.persons.add(one.personId);
      groups.set(name, group);
    }
  return [...groups]
    .map(([group, { attendances, persons }]) => ({ group, attendances, persons: persons.size }))
    .sort((one, other) => other.persons - one.persons || one.group.localeCompare(other.group));
}

/** The counts as a table for others to read: a group of one to four persons is not told. */
export async function* exportGroups(
  store: Store,
  period: Period,
  by: Grouping,
): AsyncGenerator<Record<(typeof GROUP_COLUMNS)[number], string>> {
  const lists: TrainingList[] = [];
  for await (const list of trainingLists(store, period)) lists.push(list);
  for (const { group, attendances, persons } of groupCounts(lists, by)) {
    const isSmall = persons < SMALL_GROUP;
    const hidden = `<${SMALL_GROUP}`;
    yield {
      group,
      attendances: isSmall ? hidden : String(attendances),
      persons: isSmall ? hidden : String(persons),
    };
  }
}
