import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accept, decline, passOffers } from "../../../src/modules/trainings/places.ts";
import { standingOf } from "../../../src/modules/trainings/persons.ts";
import { insertTraining, type Training } from "../../../src/modules/trainings/store.ts";
import type { Villager } from "../../kit/conversation.ts";
import { databases } from "../../kit/store.ts";
import { openTrainings, type Trainings } from "./stage.ts";

describe.each(databases)("places of a training on %s", (kind) => {
  let stage: Trainings;
  let training: Training;
  let people: Villager[];
  beforeEach(async () => {
    stage = await openTrainings(kind);
    people = await stage.people(12);
    const { village } = stage;
    const startsAt = new Date(village.now().getTime() + 4 * 86_400_000);
    training = await village.store.transaction((tx) =>
      insertTraining(
        tx,
        { topic: "Ordeño", about: null, startsAt, place: "local", host: "Ana", capacity: 3 },
        people[0]?.personId ?? "",
        "a test",
        village.now(),
      ),
    );
  });
  afterEach(() => stage.close());

  const inside = <T>(work: Parameters<typeof stage.village.store.transaction<T>>[0]): Promise<T> =>
    stage.village.store.transaction(work);
  const standing = () => inside((tx) => standingOf(tx, training));

  it("are given once each, however many say yes at the same moment", async () => {
    const now = stage.village.now();
    const outcomes = await Promise.all(
      people.map(({ personId }) => inside((tx) => accept(tx, training.id, personId, now))),
    );
    expect(outcomes.filter((one) => one === "place")).toHaveLength(3);
    expect(outcomes.filter((one) => one === "waiting")).toHaveLength(9);
    expect(await standing()).toMatchObject({ yes: 3, waiting: 9, offered: 0 });
  });

  it("stay as many while some say no, some yes, some change their mind and offers pass", async () => {
    const now = stage.village.now();
    const later = new Date(now.getTime() + 5 * 3_600_000);
    await Promise.all(
      people.map(({ personId }) => inside((tx) => accept(tx, training.id, personId, now))),
    );
    await Promise.all(
      people.flatMap(({ personId }, index) => [
        ...(index % 3 === 0 ? [inside((tx) => decline(tx, training.id, personId, now))] : []),
        inside((tx) => accept(tx, training.id, personId, now)),
        ...(index % 4 === 0 ? [inside((tx) => decline(tx, training.id, personId, now))] : []),
      ]),
    );
    const { yes, offered } = await standing();
    expect(yes + offered).toBe(3);
    await Promise.all([1, 2].map(() => inside((tx) => passOffers(tx, training.id, later))));
    const after = await standing();
    expect(after.yes).toBe(yes);
    expect(after.yes + after.offered).toBeLessThanOrEqual(3);
  });

  it("are held for whoever is offered one, against all others", async () => {
    const now = stage.village.now();
    const [first, second, third, fourth, fifth] = people.map((one) => one.personId);
    for (const id of [first, second, third, fourth])
      await inside((tx) => accept(tx, training.id, id ?? "", now));
    await inside((tx) => decline(tx, training.id, first ?? "", now));
    expect(await standing()).toMatchObject({ yes: 2, offered: 1, waiting: 0 });
    expect(await inside((tx) => accept(tx, training.id, fifth ?? "", now))).toBe("waiting");
    expect(await inside((tx) => accept(tx, training.id, fourth ?? "", now))).toBe("place");
    expect(await standing()).toMatchObject({ yes: 3, offered: 0, waiting: 1 });
  });

  it("that were offered are lost when the answer comes too late", async () => {
    const now = stage.village.now();
    const [first, second, third, fourth] = people.map((one) => one.personId);
    for (const id of [first, second, third, fourth])
      await inside((tx) => accept(tx, training.id, id ?? "", now));
    await inside((tx) => decline(tx, training.id, first ?? "", now));
    const late = new Date(now.getTime() + 5 * 3_600_000);
    await inside((tx) => passOffers(tx, training.id, late));
    expect(await standing()).toMatchObject({ yes: 2, offered: 0, waiting: 0 });
    // The place is free again, so that a late yes is still a yes.
    expect(await inside((tx) => accept(tx, training.id, fourth ?? "", late))).toBe("place");
  });
});
