import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/core/ids.ts";
import type { Store } from "../../src/store/connection.ts";
import {
  bytesOf,
  claimExpected,
  copyOf,
  expectFile,
  fileOf,
  forgetFiles,
  forgetFilesFrom,
  keepFile,
  MAX_FILE_BYTES,
  noteCopy,
  putOffFetch,
  settleFetched,
} from "../../src/store/files.ts";
import { databases, newStore } from "../kit/store.ts";

const NOW = new Date("2026-11-23T12:00:00.000Z");
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const written = (text: string) => ({
  bytes: new TextEncoder().encode(text),
  mime: "application/pdf",
  name: "acta.pdf",
});

describe.each(databases)("files on %s", (kind) => {
  let store: Store;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ store, remove } = await newStore(kind));
  });
  afterAll(() => remove());

  const keep = (file: ReturnType<typeof written>) =>
    store.transaction((tx) => keepFile(tx, file, NOW));
  const look = (id: string) => store.read((db) => fileOf(db, id));
  const open = async (id: string) => {
    const bytes = await store.read((db) => bytesOf(db, id));
    return bytes === null ? null : new TextDecoder().decode(bytes);
  };
  const contents = async () =>
    (await store.read((db) => db.query<{ sha256: string }>("SELECT sha256 FROM file_content")))
      .length;

  /** A file that somebody sent and that is with the messenger still. */
  async function expectOne(keptUntil: Date | null = null, identityId = newId()) {
    const id = newId();
    const file = { id, identityId, channel: "telegram" as const, handle: `h-${id}` };
    await store.transaction((tx) => expectFile(tx, file, keptUntil, NOW));
    return file;
  }
  const claim = (at: Date, limit = 10) =>
    store.transaction((tx) =>
      claimExpected(tx, ["telegram"], limit, at, new Date(at.getTime() + 60_000)),
    );

  it("the same file is kept once, and comes back byte for byte", async () => {
    const id = await keep(written("el acta"));
    expect(await keep(written("el acta"))).toBe(id);
    expect(await look(id)).toEqual({
      id,
      state: "kept",
      mime: "application/pdf",
      name: "acta.pdf",
      size: 7,
    });
    expect(await open(id)).toBe("el acta");
  });

  it("under another name it is another file with the same bytes", async () => {
    const before = await contents();
    const one = await keep(written("dos nombres"));
    const two = await keep({ ...written("dos nombres"), name: "copia.pdf" });
    expect(two).not.toBe(one);
    expect(await open(two)).toBe("dos nombres");
    expect(await contents()).toBe(before + 1);
  });

  it("nothing and too much are refused in words", async () => {
    await expect(keep({ ...written(""), bytes: new Uint8Array() })).rejects.toThrow("empty");
    const bytes = new Uint8Array(MAX_FILE_BYTES + 1);
    await expect(keep({ ...written(""), bytes })).rejects.toThrow("larger than 20 MB");
  });

  it("a file with its messenger is taken by one, put off, and settled", async () => {
    const file = await expectOne();
    expect(await look(file.id)).toMatchObject({ state: "expected", size: 0 });
    expect(await open(file.id)).toBeNull();
    const mine = async (at: Date) => (await claim(at)).filter(({ id }) => id === file.id);
    expect(await mine(NOW)).toEqual([{ ...file, tries: 1 }]);
    expect(await mine(later(1))).toEqual([]);
    await store.transaction((tx) => putOffFetch(tx, file.id, later(30), "no answer"));
    expect(await mine(later(29))).toEqual([]);
    expect(await mine(later(30))).toEqual([{ ...file, tries: 2 }]);
    const { bytes } = written("foto");
    const fetched = { bytes, mime: "image/jpeg", name: null };
    await store.transaction((tx) => settleFetched(tx, file.id, fetched));
    expect(await look(file.id)).toMatchObject({ state: "kept", mime: "image/jpeg", size: 4 });
    expect(await mine(later(3600))).toEqual([]);
  });

  it("a file that cannot be had is lost and asked for no more", async () => {
    const file = await expectOne();
    await claim(NOW);
    await store.transaction((tx) => putOffFetch(tx, file.id, null, "gone"));
    expect(await look(file.id)).toMatchObject({ state: "lost" });
    expect((await claim(later(86_400))).map(({ id }) => id)).not.toContain(file.id);
  });

  it("a messenger's own id serves until it ends", async () => {
    const id = await keep(written("enviado"));
    const known = (at: Date) => store.read((db) => copyOf(db, id, "telegram", at));
    const note = (copy: { remoteId: string; until: Date | null } | null) =>
      store.transaction((tx) => noteCopy(tx, id, "telegram", copy));
    expect(await known(NOW)).toBeNull();
    await note({ remoteId: "first", until: null });
    expect(await known(later(1e6))).toBe("first");
    await note({ remoteId: "second", until: later(10) });
    expect(await known(later(9))).toBe("second");
    expect(await known(later(10))).toBeNull();
    await note(null);
    expect(await known(NOW)).toBeNull();
  });

  it("what was kept for a while goes with its bytes, and nothing that others share", async () => {
    const kept = await keep(written("compartido"));
    const settle = async (id: string, text: string) => {
      const fetched = { ...written(text), mime: "image/jpeg" };
      await store.transaction((tx) => settleFetched(tx, id, fetched));
    };
    const shared = await expectOne(later(60));
    await settle(shared.id, "compartido");
    const own = await expectOne(later(60));
    await settle(own.id, "solo mío");
    const before = await contents();
    await store.transaction((tx) => forgetFiles(tx, later(59)));
    expect(await open(own.id)).toBe("solo mío");
    await store.transaction((tx) => forgetFiles(tx, later(60)));
    expect([await look(shared.id), await look(own.id)]).toEqual([null, null]);
    expect(await open(kept)).toBe("compartido");
    expect(await contents()).toBe(before - 1);
  });

  it("all that somebody sent can be deleted", async () => {
    const identityId = newId();
    const mine = await expectOne(null, identityId);
    const other = await expectOne();
    await store.transaction((tx) => forgetFilesFrom(tx, identityId));
    expect(await look(mine.id)).toBeNull();
    expect(await look(other.id)).not.toBeNull();
  });
});
