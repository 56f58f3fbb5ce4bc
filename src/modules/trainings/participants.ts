import { limaDay } from "../../core/lima.ts";
import type { Connection } from "../../store/connection.ts";
import type { Answer, Attendance } from "./persons.ts";
import { ageGroup, type AgeGroup } from "./rules.ts";

/** Somebody in the list of a training. */
export interface Participant {
  personId: string;
  familyCode: string;
  name: string;
  sex: "F" | "M" | null;
  age: AgeGroup | null;
  community: string | null;
  association: string | null;
  district: string | null;
  municipality: string | null;
  answer: Answer | null;
  attended: boolean;
  attendedBy: Attendance | null;
  rating: number | null;
}

interface ParticipantRow {
  person_id: string;
  code: string;
  name: string;
  sex: string | null;
  birth_year: number | null;
  community: string | null;
  association: string | null;
  district: string | null;
  municipality: string | null;
  answer: Answer | null;
  attended_at: string | null;
  attended_by: Attendance | null;
  rating: number | null;
  starts_at: string;
}

/** Everybody who answered or came, by name. */
export async function participantsOf(
  connection: Connection,
  trainingId: string,
): Promise<Participant[]> {
  const rows = await connection.query<ParticipantRow>(
    `SELECT p.id AS person_id, f.code, p.name, p.sex, p.birth_year, COALESCE(c.name, f.community_told) AS community,
       COALESCE(a.name, f.association_told) AS association, d.name AS district, m.name AS municipality,
       x.answer, x.attended_at, x.attended_by, x.rating, t.starts_at
     FROM training_person x JOIN training t ON t.id = x.training_id
     JOIN person p ON p.id = x.person_id JOIN family f ON f.id = p.family_id
     LEFT JOIN community c ON c.id = f.community_id LEFT JOIN association a ON a.id = f.association_id
     LEFT JOIN district d ON d.id = COALESCE(c.district_id, a.district_id)
     LEFT JOIN municipality m ON m.id = d.municipality_id
     WHERE x.training_id = $1 ORDER BY p.name, f.code, p.id`,
    trainingId,
  );
  return rows.map((row) => ({
    personId: row.person_id,
    familyCode: row.code,
    name: row.name === "" ? row.code : row.name,
    sex: row.sex === "F" || row.sex === "M" ? row.sex : null,
    age: ageGroup(row.birth_year, Number(limaDay(new Date(row.starts_at)).slice(0, 4))),
    community: row.community,
    association: row.association,
    district: row.district,
    municipality: row.municipality,
    answer: row.answer,
    attended: row.attended_at !== null,
    attendedBy: row.attended_by,
    rating: row.rating,
  }));
}

/** Names in a list for a chat; what is more stands in the export. */
const LISTED = 40;

/** Who comes, or after the beginning who came: one a line, with their community. */
export function shortList(people: readonly Participant[], begun: boolean): string {
  const cameAlready = begun && people.some((one) => one.attended);
  const shown = people.filter((one) => (cameAlready ? one.attended : one.answer === "yes"));
  const lines = shown
    .slice(0, LISTED)
    .map((one, index) =>
      [`${index + 1}. ${one.name}`, one.community].filter((part) => part !== null).join(", "),
    );
  if (shown.length > LISTED) lines.push("…");
  return lines.length === 0 ? "–" : lines.join("\n");
}
