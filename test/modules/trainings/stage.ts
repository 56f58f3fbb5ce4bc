import type { Role } from "../../../src/core/authority.ts";
import { newId } from "../../../src/core/ids.ts";
import type { Language } from "../../../src/core/language.ts";
import { tasks } from "../../../src/tasks.ts";
import { openVillage, type Village, type Villager } from "../../kit/conversation.ts";
import type { databases } from "../../kit/store.ts";

/** Where people of the stories live. */
export const PLACES = {
  pampa: { community: "Pampaccasa", association: "Sumaq Ñan" },
  ccasa: { community: "Ccasacunca", association: "Kusi Llank'aq" },
} as const;
type Place = keyof typeof PLACES;

export interface Who {
  role?: Role;
  place?: Place;
  language?: Language;
  name?: string;
  sex?: "F" | "M";
  born?: number;
  agrees?: boolean;
}

export type Trainings = Awaited<ReturnType<typeof openTrainings>>;

/** A village with two communities of two municipalities and people with roles. */
export async function openTrainings(kind: (typeof databases)[number] = "sqlite") {
  const village: Village = await openVillage(kind);
  const ids: Record<string, string> = {};
  await village.store.transaction(async (tx) => {
    const place = async (table: string, name: string, parent?: [string, string]): Promise<void> => {
      const id = (ids[name] = newId());
      const columns = parent === undefined ? "id, name" : `id, name, ${parent[0]}`;
      const values = [id, name, ...(parent === undefined ? [] : [parent[1]])];
      const marks = values.map((_, index) => `$${index + 1}`).join(", ");
      await tx.run(`INSERT INTO ${table} (${columns}) VALUES (${marks})`, ...values);
    };
    await place("municipality", "Anta");
    await place("municipality", "Velille");
    await place("district", "Anta distrito", ["municipality_id", ids["Anta"] ?? ""]);
    await place("district", "Velille distrito", ["municipality_id", ids["Velille"] ?? ""]);
    for (const [at, district] of [
      ["pampa", "Anta distrito"],
      ["ccasa", "Velille distrito"],
    ] as const) {
      const parent: [string, string] = ["district_id", ids[district] ?? ""];
      await place("community", PLACES[at].community, parent);
      await place("association", PLACES[at].association, parent);
    }
  });

  /** Somebody of a place; everybody agreed to trainings unless told otherwise. */
  async function person(who: Who = {}): Promise<Villager> {
    const at = PLACES[who.place ?? "pampa"];
    const villager = await village.newFamily({
      purposes: ["reports", "reminders", ...(who.agrees === false ? [] : ["trainings" as const])],
      ...(who.language !== undefined && { language: who.language }),
      ...(who.name !== undefined && { name: who.name }),
    });
    await village.store.transaction(async (tx) => {
      await tx.run(
        "UPDATE family SET community_id = $2, association_id = $3 WHERE id = $1",
        villager.familyId,
        ids[at.community] ?? "",
        ids[at.association] ?? "",
      );
      await tx.run(
        "UPDATE person SET sex = $2, birth_year = $3 WHERE id = $1",
        villager.personId,
        who.sex ?? null,
        who.born ?? null,
      );
      if (who.role !== undefined)
        await tx.run(
          "INSERT INTO person_role (person_id, role) VALUES ($1, $2)",
          villager.personId,
          who.role,
        );
    });
    await villager.says("gracias");
    return villager;
  }

  return {
    village,
    person,
    async people(count: number, who: Who = {}): Promise<Villager[]> {
      const people: Villager[] = [];
      for (let index = 0; index < count; index++)
        people.push(await person({ ...who, name: `${who.name ?? "Rosa"} ${index + 1}` }));
      return people;
    },
    /** Says one thing after the other; what came after the last. */
    async talk(who: Villager, ...words: string[]): Promise<string> {
      let heard: string[] = [];
      for (const word of words) heard = await who.says(word);
      return heard.join("\n");
    },
    /** Does what is due at this moment, and lets it arrive. */
    async due(): Promise<void> {
      for (const task of tasks)
        await task.run({ store: village.store, clock: village.stage.clock });
      await village.stage.runDue();
    },
    /** What came to somebody since the last look, as one text. */
    hears: async (who: Villager): Promise<string> => (await who.hears()).join("\n"),
    close: () => village.close(),
  };
}

/** What a technician writes to prepare a training, in the order of the questions. */
export function plan(change: Partial<Record<PlanStep, string>> = {}): string[] {
  const told: Record<PlanStep, string> = {
    begin: "nueva capacitación",
    topic: "Ordeño limpio",
    about: "Cómo lavar la ubre y los porongos.",
    when: "viernes 27 de noviembre, 9 de la mañana",
    place: "local comunal",
    host: "0",
    capacity: "2",
    kind: "1",
    which: "1",
    ...change,
  };
  return Object.values(told).filter((words) => words !== "");
}

type PlanStep =
  | "begin"
  | "topic"
  | "about"
  | "when"
  | "place"
  | "host"
  | "capacity"
  | "kind"
  | "which";
