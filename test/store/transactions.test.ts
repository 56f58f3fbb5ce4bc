import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/core/ids.ts";
import { lockFamily } from "../../src/modules/milk/store.ts";
import type { Connection, Store } from "../../src/store/connection.ts";
import { databases, newStore } from "../kit/store.ts";

/** Writes a family of this id. */
async function addFamily(tx: Connection, id: string): Promise<void> {
  await tx.run(
    "INSERT INTO family (id, code, name, cows_milking) VALUES ($1, $1, 'Quispe', 0)",
    id,
  );
}

/** Something to wait for, and how to let it happen. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

/** The failure of a work that must fail. */
class Planned extends Error {}

function fail(): never {
  throw new Planned("planned");
}

/** A turn of the event loop: time for others to come between. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe.each(databases)("on %s", (kind) => {
  let store: Store;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const made = await newStore(kind);
    store = made.store;
    remove = () => made.remove();
  });
  afterAll(() => remove());

  async function exists(id: string): Promise<boolean> {
    const rows = await store.read((db) => db.query("SELECT id FROM family WHERE id = $1", id));
    return rows.length === 1;
  }

  async function cowsOf(id: string): Promise<number | null> {
    return (await store.transaction((tx) => lockFamily(tx, id))).cowsMilking;
  }

  /** Reads, lets others come between, and writes one more. */
  async function oneMoreCow(tx: Connection, id: string): Promise<void> {
    const { cowsMilking } = await lockFamily(tx, id);
    await breath();
    await tx.run("UPDATE family SET cows_milking = $2 WHERE id = $1", id, (cowsMilking ?? 0) + 1);
  }

  describe("a transaction", () => {
    it("keeps all of its writes, or none", async () => {
      const [kept, lost] = [newId(), newId()];
      await store.transaction((tx) => addFamily(tx, kept));
      const failing = store.transaction(async (tx) => {
        await addFamily(tx, lost);
        await tx.run("UPDATE family SET name = 'Changed' WHERE id = $1", kept);
        fail();
      });
      await expect(failing).rejects.toBeInstanceOf(Planned);
      expect(await exists(lost)).toBe(false);
      const [row] = await store.read((db) =>
        db.query("SELECT name FROM family WHERE id = $1", kept),
      );
      expect(row).toEqual({ name: "Quispe" });
    });

    it("rolls back without what others write meanwhile", async () => {
      const ids = { lost: newId(), alone: newId(), together: newId() };
      const { passed, open } = gate();
      const begun = gate();
      const failing = store.transaction(async (tx) => {
        await addFamily(tx, ids.lost);
        begun.open();
        await passed;
        fail();
      });
      await begun.passed;
      const others = [
        store.transaction((tx) => addFamily(tx, ids.alone)),
        store.together((tx) => addFamily(tx, ids.together)),
      ];
      await breath();
      open();
      await expect(failing).rejects.toBeInstanceOf(Planned);
      await Promise.all(others);
      expect(await exists(ids.lost)).toBe(false);
      expect(await exists(ids.alone)).toBe(true);
      expect(await exists(ids.together)).toBe(true);
    });

    it("is not seen by readers before its end", async () => {
      const id = newId();
      const { passed, open } = gate();
      const begun = gate();
      const running = store.transaction(async (tx) => {
        await addFamily(tx, id);
        begun.open();
        await passed;
      });
      await begun.passed;
      expect(await exists(id)).toBe(false);
      open();
      await running;
      expect(await exists(id)).toBe(true);
    });

    it("can fail on a statement, and the next one works", async () => {
      const id = newId();
      await store.transaction((tx) => addFamily(tx, id));
      await expect(store.transaction((tx) => addFamily(tx, id))).rejects.toThrow(/unique/i);
      await expect(store.transaction((tx) => tx.run("SELECT nothing"))).rejects.toThrow(/nothing/);
      await store.transaction((tx) => oneMoreCow(tx, id));
      expect(await cowsOf(id)).toBe(1);
    });

    it.each(["transaction", "together"] as const)(
      "holds its family: fifty at once by %s lose no write",
      async (way) => {
        const id = newId();
        await store.transaction((tx) => addFamily(tx, id));
        await Promise.all(Array.from({ length: 50 }, () => store[way]((tx) => oneMoreCow(tx, id))));
        expect(await cowsOf(id)).toBe(50);
      },
    );
  });

  describe("works put together", () => {
    it("do not take each other with them when one fails", async () => {
      const ids = Array.from({ length: 120 }, () => newId());
      const results = await Promise.allSettled(
        ids.map((id, index) =>
          store.together(async (tx) => {
            await addFamily(tx, id);
            if (index % 10 === 3) fail();
            if (index % 10 === 7) await addFamily(tx, id);
            return index;
          }),
        ),
      );
      for (const [index, id] of ids.entries()) {
        const failed = index % 10 === 3 || index % 10 === 7;
        expect(results[index]?.status, `work ${index}`).toBe(failed ? "rejected" : "fulfilled");
        expect(await exists(id), `family ${index}`).toBe(!failed);
      }
    });

    it("get each its own result", async () => {
      const numbers = Array.from({ length: 120 }, (_, index) => index);
      const results = await Promise.all(
        numbers.map((number) =>
          store.together(async (tx) => {
            await breath();
            const [row] = await tx.query<{ text: string }>(
              "SELECT CAST($1 AS TEXT) AS text",
              String(number),
            );
            return Number(row?.text);
          }),
        ),
      );
      expect(results).toEqual(numbers);
    });

    it("are settled only when their writes are seen by others", async () => {
      const ids = Array.from({ length: 60 }, () => newId());
      const seen = await Promise.all(
        ids.map((id) => store.together((tx) => addFamily(tx, id)).then(() => exists(id))),
      );
      expect(seen).toEqual(ids.map(() => true));
    });

    it("may be given while others run", async () => {
      const [outer, inner] = [newId(), newId()];
      let given: Promise<void> = Promise.resolve();
      await store.together(async (tx) => {
        given = store.together((later) => addFamily(later, inner));
        await addFamily(tx, outer);
        await breath();
      });
      await given;
      expect([await exists(outer), await exists(inner)]).toEqual([true, true]);
    });
  });

  describe("Prisma inside our transaction", () => {
    it("sees its writes, and is kept with it", async () => {
      const [ours, prismas] = [newId(), newId()];
      await store.transaction(async (tx) => {
        await addFamily(tx, ours);
        expect(await tx.prisma().family.findUnique({ where: { id: ours } })).toMatchObject({
          name: "Quispe",
        });
        await tx.prisma().family.create({ data: { id: prismas, code: prismas, name: "Puma" } });
      });
      expect([await exists(ours), await exists(prismas)]).toEqual([true, true]);
    });

    it("rolls back with it", async () => {
      const [ours, prismas] = [newId(), newId()];
      const failing = store.transaction(async (tx) => {
        await addFamily(tx, ours);
        await tx.prisma().family.create({ data: { id: prismas, code: prismas, name: "Puma" } });
        fail();
      });
      await expect(failing).rejects.toBeInstanceOf(Planned);
      expect([await exists(ours), await exists(prismas)]).toEqual([false, false]);
    });

    it("rolls back with it after a transaction of its own, explicit or of nested writes", async () => {
      const [ours, explicit, nested] = [newId(), newId(), newId()];
      const failing = store.transaction(async (tx) => {
        await addFamily(tx, ours);
        await tx.prisma().$transaction(async (own) => {
          await own.family.create({ data: { id: explicit, code: explicit, name: "Puma" } });
        });
        const persons = { create: [{ id: nested, name: "Rosa Puma", language: "qu" }] };
        await tx.prisma().family.create({ data: { id: nested, code: nested, name: "P", persons } });
        fail();
      });
      await expect(failing).rejects.toBeInstanceOf(Planned);
      expect([await exists(ours), await exists(explicit), await exists(nested)]).toEqual([
        false,
        false,
        false,
      ]);
    });

    it("takes back its own failed transaction and leaves ours standing", async () => {
      const [ours, prismas] = [newId(), newId()];
      await store.transaction(async (tx) => {
        await addFamily(tx, ours);
        const own = tx.prisma().$transaction(async (inner) => {
          await inner.family.create({ data: { id: prismas, code: prismas, name: "Puma" } });
          fail();
        });
        await expect(own).rejects.toBeInstanceOf(Planned);
      });
      expect([await exists(ours), await exists(prismas)]).toEqual([true, false]);
    });
  });
});

describe("the embedded database", () => {
  it("closes after the works it was given", async () => {
    const made = await newStore("sqlite");
    const works = Array.from({ length: 180 }, () =>
      made.store.together(async (tx) => {
        await breath();
        await addFamily(tx, newId());
      }),
    );
    const removed = made.remove();
    expect((await Promise.allSettled(works)).filter(({ status }) => status === "rejected")).toEqual(
      [],
    );
    await removed;
  });
});
