import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FetchedFile } from "../../src/core/channel.ts";
import { FetchError } from "../../src/core/errors.ts";
import { newId } from "../../src/core/ids.ts";
import { fetchFiles } from "../../src/inbox/fetch.ts";
import type { Store } from "../../src/store/connection.ts";
import { expectFile, fileOf, MAX_FILE_BYTES } from "../../src/store/files.ts";
import { newStore } from "../kit/store.ts";
import { scripted } from "../outbox/post-office.ts";

const PICTURE: FetchedFile = { bytes: new Uint8Array([1, 2]), mime: "image/jpeg", name: null };

describe("fetching what people sent", () => {
  let store: Store;
  let remove: () => Promise<void>;
  let now = new Date("2026-11-23T12:00:00.000Z");
  beforeAll(async () => {
    ({ store, remove } = await newStore("sqlite"));
  });
  afterAll(() => remove());

  /** Lets everything due be fetched from a messenger that answers like this; whose files were lost. */
  async function fetch(answer: (handle: string) => FetchedFile | FetchError): Promise<string[]> {
    const lost: string[] = [];
    const channel = {
      ...scripted([]),
      fetch(handle: string) {
        const given = answer(handle);
        return given instanceof FetchError ? Promise.reject(given) : Promise.resolve(given);
      },
    };
    await fetchFiles({
      store,
      clock: { now: () => now },
      channels: new Map([["telegram", channel]]),
      counted: () => undefined,
      lost({ handle }, reason) {
        lost.push(`${handle} ${reason}`);
        return Promise.resolve();
      },
    });
    return lost;
  }

  async function expectOne(handle: string): Promise<() => Promise<string | undefined>> {
    const id = newId();
    const file = { id, identityId: newId(), channel: "telegram" as const, handle };
    await store.transaction((tx) => expectFile(tx, file, null, now));
    return async () => (await store.read((db) => fileOf(db, id)))?.state;
  }

  const pass = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000));

  it("takes all that is due, more than fit at a time", async () => {
    const states = await Promise.all(["a", "b", "c", "d", "e"].map(expectOne));
    expect(await fetch(() => PICTURE)).toEqual([]);
    expect(await Promise.all(states.map((state) => state()))).toEqual(Array(5).fill("kept"));
  });

  it("comes again after an outage, later and later, and gives up after a day", async () => {
    const state = await expectOne("away");
    let tries = 0;
    const away = (): FetchError => {
      tries += 1;
      return new FetchError("retry", "no answer");
    };
    await fetch(away);
    await fetch(away);
    expect(tries).toBe(1);
    pass(6);
    await fetch(away);
    expect([tries, await state()]).toEqual([2, "expected"]);
    const lost: string[] = [];
    for (let hours = 0; hours < 60; hours++) {
      pass(3600);
      lost.push(...(await fetch(away)));
    }
    expect([tries, await state(), lost]).toEqual([12, "lost", ["away gone"]]);
  });

  it("is over at once when it is gone or too large, and the person is to be told", async () => {
    await expectOne("old");
    await expectOne("film");
    const large = { ...PICTURE, bytes: new Uint8Array(MAX_FILE_BYTES + 1) };
    const lost = await fetch((handle) => (handle === "old" ? new FetchError("gone", "x") : large));
    expect(lost.sort()).toEqual(["film too_large", "old gone"]);
  });
});
