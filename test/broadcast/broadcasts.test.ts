import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  confirmBroadcast,
  previewBroadcast,
  type BroadcastDraft,
} from "../../src/broadcast/confirm.ts";
import { controlBroadcast, resendFailed } from "../../src/broadcast/control.ts";
import { readAudience } from "../../src/broadcast/query.ts";
import { saveAudience } from "../../src/broadcast/saved.ts";
import { broadcastStatus, recipientsOf, type RecipientStatus } from "../../src/broadcast/status.ts";
import { joinPhone, leavePhone } from "../../src/store/sharing.ts";
import { SendError } from "../../src/core/errors.ts";
import { insertRows } from "../../src/store/bulk.ts";
import type { Value } from "../../src/store/connection.ts";
import { actorOfFamily, scopeOf } from "../../src/store/authority.ts";
import { databases } from "../kit/store.ts";
import { openBroadcastStage } from "./stage.ts";

const MORNING = new Date("2026-11-25T15:00:00Z");

describe.each(databases)("a broadcast on %s", (kind) => {
  let stage: Awaited<ReturnType<typeof openBroadcastStage>>;
  beforeEach(async () => {
    stage = await openBroadcastStage(kind, MORNING);
  });
  afterEach(() => stage.close());

  function draft(but: Partial<BroadcastDraft> = {}): BroadcastDraft {
    return {
      by: "Ana",
      personId: null,
      purpose: "trainings",
      content: {
        kind: "texts",
        texts: { es: "Hola {name}: hay feria.", qu: "Feria kanqa, {name}." },
      },
      audience: "role=producer",
      startAt: stage.clock.now(),
      windowMs: 0,
      ignoreQuiet: false,
      ...but,
    };
  }

  const confirm = async (but: Partial<BroadcastDraft> = {}): Promise<string> =>
    (await confirmBroadcast(stage.store, draft(but), null, stage.clock.now())).id;
  const totals = async (id: string): Promise<Record<string, number>> => {
    const status = await stage.store.read((connection) => broadcastStatus(connection, id));
    return Object.fromEntries(
      [["state", status.state], ...Object.entries(status.totals)].filter(
        ([, count]) => count !== 0,
      ),
    ) as Record<string, number>;
  };
  async function recipients(id: string): Promise<RecipientStatus[]> {
    const all: RecipientStatus[] = [];
    for await (const one of recipientsOf((work) => stage.store.read(work), id)) all.push(one);
    return all;
  }

  it("reaches everybody who agreed, in their language, once, and tells why others were skipped", async () => {
    await stage.person({ code: "A" });
    await stage.person({ code: "B", language: "qu" });
    await stage.person({ code: "C", purposes: ["reports"] });
    const blocked = await stage.person({ code: "D" });
    await stage.store.transaction((tx) =>
      tx.run("UPDATE identity SET reachable = $2 WHERE id = $1", blocked.identityId, false),
    );
    const id = await confirm();
    await stage.run();
    await stage.run();
    expect(stage.received.map(({ text }) => text)).toEqual([
      "Hola Rosa: hay feria.",
      "Feria kanqa, Rosa.",
    ]);
    expect(await totals(id)).toEqual({ state: "done", sent: 2, skipped: 2 });
    expect(await recipients(id)).toEqual([
      expect.objectContaining({ family_code: "A", state: "sent", reason: null }),
      expect.objectContaining({ family_code: "B", state: "sent" }),
      expect.objectContaining({ family_code: "C", state: "skipped", reason: "no_consent" }),
      expect.objectContaining({ family_code: "D", state: "skipped", reason: "blocked" }),
    ]);
    const [first] = await recipients(id);
    expect(first?.history.map(({ state }) => state)).toEqual(["queued", "sent"]);
  });

  it("waits for a decent hour, and goes on in the morning", async () => {
    await stage.person();
    stage.moveTo(new Date("2026-11-26T02:00:00Z"));
    const id = await confirm();
    await stage.run();
    expect(await totals(id)).toEqual({ state: "running", queued: 1 });
    stage.moveTo(new Date("2026-11-26T10:00:00Z"));
    await stage.run();
    expect(await totals(id)).toEqual({ state: "done", sent: 1 });
  });

  it("is spread over its window", async () => {
    for (let count = 0; count < 4; count++) await stage.person();
    await confirm({ windowMs: 3_600_000 });
    const hours: number[] = [];
    for (let quarter = 0; quarter < 4; quarter++) {
      stage.moveTo(new Date(MORNING.getTime() + quarter * 15 * 60_000));
      await stage.run();
      hours.push(stage.received.length);
    }
    expect(hours).toEqual([1, 2, 3, 4]);
  });

  it("is paused, resumed and cancelled in flight", async () => {
    for (let count = 0; count < 4; count++) await stage.person();
    const id = await confirm({ windowMs: 3_600_000 });
    await stage.run();
    const control = (name: "pause" | "resume" | "cancel"): Promise<void> =>
      controlBroadcast(stage.store, id, name, "Ana", stage.clock.now());
    await control("pause");
    stage.moveTo(new Date(MORNING.getTime() + 20 * 60_000));
    await stage.run();
    expect(stage.received).toHaveLength(1);
    await expect(control("pause")).rejects.toThrow(/is paused; to pause it/);
    await control("resume");
    await stage.run();
    expect(stage.received).toHaveLength(2);
    await control("cancel");
    expect(await totals(id)).toEqual({ state: "cancelled", sent: 2, skipped: 2 });
  });

  it("of many needs a second person", async () => {
    const at = MORNING.toISOString();
    const all = Array.from({ length: 501 }, (_, index) => String(index));
    await stage.store.transaction(async (tx) => {
      const insert = (table: string, columns: string, rows: Value[][]): Promise<void> =>
        insertRows(tx, table, columns, rows);
      await insert("family", "id, code, name, demonstration, created_at", [
        ["f", "F", "Quispe", false, at],
      ]);
      await insert(
        "person",
        "id, family_id, name, language, created_at",
        all.map((id) => [id, "f", "Rosa", "es", at]),
      );
      await insert(
        "identity",
        "id, channel, address, person_id, reachable, created_at",
        all.map((id) => [id, "simulator", id, id, true, at]),
      );
      await insert(
        "consent",
        "id, person_id, purpose, granted, words, at, current",
        all.map((id) => [id, id, "trainings", true, "a test", at, true]),
      );
    });
    const id = await confirm();
    await stage.run();
    expect(await totals(id)).toEqual({ state: "approval", queued: 501 });
    const approve = (by: string): Promise<void> =>
      controlBroadcast(stage.store, id, "approve", by, stage.clock.now());
    await expect(approve("Ana")).rejects.toThrow(/A second person must approve it/);
    await approve("Beto");
    await stage.run();
    expect(await totals(id)).toEqual({ state: "done", sent: 501 });
  });

  it("is sent again to the failed alone", async () => {
    await stage.person({ code: "A" });
    const wrong = await stage.person({ code: "B" });
    stage.refuse.set(wrong.address, () => new SendError("refused", "refused with 400"));
    const id = await confirm();
    await stage.run();
    expect(await totals(id)).toEqual({ state: "done", sent: 1, failed: 1 });
    expect((await recipients(id))[1]).toMatchObject({
      state: "failed",
      reason: "refused with 400",
    });
    stage.refuse.clear();
    const again = await resendFailed(stage.store, id, "Ana", stage.clock.now());
    expect(again.counts).toEqual({ queued: 1 });
    await stage.run();
    expect(stage.received.map(({ address }) => address)).toContain(wrong.address);
    expect(stage.received).toHaveLength(2);
    await expect(resendFailed(stage.store, again.id, "Ana", MORNING)).rejects.toThrow(/Nobody/);
  });

  it("shares the lane fairly: a short one is not kept waiting by a long one", async () => {
    for (let count = 0; count < 120; count++) await stage.person({ code: `L${count}` });
    const short = await stage.person({ code: "S" });
    await confirm({ content: { kind: "texts", texts: { es: "long" } } });
    await confirm({ content: { kind: "texts", texts: { es: "short" } }, audience: "family=S" });
    await stage.run();
    const place = stage.received.findIndex(({ text }) => text === "short");
    expect(stage.received[place]?.address).toBe(short.address);
    expect(place).toBeLessThan(60);
    expect(stage.received).toHaveLength(122);
  });

  it("reaches each of those who share a phone once, by name", async () => {
    const rosa = await stage.person({ code: "A" });
    const juan = await stage.person({ code: "B" });
    await stage.store.transaction(async (tx) => {
      await leavePhone(tx, juan.identityId, juan.personId);
      await joinPhone(tx, rosa.identityId, juan.personId, MORNING);
    });
    const id = await confirm();
    await stage.run();
    expect(await totals(id)).toEqual({ state: "done", sent: 2 });
    expect(stage.received.map(({ address }) => address)).toEqual([rosa.address, rosa.address]);
    for (const { text } of stage.received) expect(text).toMatch(/^Para Rosa Quispe:\n/);
  });

  it("shares the lane between senders: many broadcasts of one do not crowd out another's", async () => {
    const codes = (letter: string): string[] =>
      Array.from({ length: 20 }, (_, index) => `${letter}${index}`);
    for (const letter of ["A", "B", "C", "D"])
      for (const code of codes(letter)) await stage.person({ code });
    for (const letter of ["A", "B", "C", "D"])
      await confirm({
        by: letter === "D" ? "Beto" : "Ana",
        content: { kind: "texts", texts: { es: letter } },
        audience: `family=${codes(letter).join(",")}`,
      });
    await stage.run();
    const order = stage.received.map(({ text }) => text);
    expect(order).toHaveLength(80);
    expect(order.lastIndexOf("D")).toBeLessThan(45);
  });

  it("leaves out the exceptions, also those of a kept audience", async () => {
    await stage.person({ code: "A" });
    await stage.person({ code: "B", language: "qu" });
    await stage.person({ code: "C", language: "qu" });
    await stage.store.transaction((tx) =>
      saveAudience(
        tx,
        { name: "most", query: "role=producer except family=A", created_by: "Ana" },
        MORNING,
      ),
    );
    const id = await confirm({ audience: '@most except language=qu family="C"' });
    expect((await recipients(id)).map((one) => one.family_code)).toEqual(["B"]);
    await expect(confirm({ audience: "role=producer except @most" })).rejects.toThrow(
      /@most has exceptions itself/,
    );
    await expect(confirm({ audience: "role=producer except" })).rejects.toThrow(/After except/);
    await expect(confirm({ audience: "space=Asamblea" })).rejects.toThrow(/no spaces yet/);
  });

  it("goes to an audience that was kept under a name", async () => {
    await stage.person({ code: "A" });
    await stage.person({ code: "B", language: "qu" });
    await stage.store.transaction((tx) =>
      saveAudience(tx, { name: "runasimi", query: "language=qu", created_by: "Ana" }, MORNING),
    );
    await confirm({ audience: "@runasimi" });
    await stage.run();
    expect(stage.received.map(({ text }) => text)).toEqual(["Feria kanqa, Rosa."]);
    await expect(confirm({ audience: "@lost" })).rejects.toThrow(
      "There is no audience @lost. There are @runasimi.",
    );
  });

  it("reaches only whom its sender may write to", async () => {
    const [technician, near, far] = [
      await stage.person({ code: "T" }),
      await stage.person({ code: "NEAR" }),
      await stage.person({ code: "FAR" }),
    ];
    await stage.store.transaction(async (tx) => {
      for (const name of ["Anta", "Chumbivilcas"]) {
        await tx.run("INSERT INTO municipality (id, name) VALUES ($1, $1)", name);
        await tx.run(
          "INSERT INTO district (id, name, municipality_id) VALUES ($1, $1, $2)",
          `${name} district`,
          name,
        );
        await tx.run(
          "INSERT INTO community (id, name, district_id) VALUES ($1, $1, $2)",
          `${name} community`,
          `${name} district`,
        );
      }
      for (const code of ["T", "NEAR"])
        await tx.run("UPDATE family SET community_id = 'Anta community' WHERE code = $1", code);
      await tx.run("UPDATE family SET community_id = 'Chumbivilcas community' WHERE code = 'FAR'");
      await tx.run(
        "INSERT INTO person_role (person_id, role) VALUES ($1, 'technician')",
        technician.personId,
      );
    });
    const actor = await stage.store.read((one) => actorOfFamily(one, "t"));
    const producer = await stage.store.read((one) => actorOfFamily(one, "near"));
    if (actor === null || producer === null) throw new Error("nobody is there");
    expect(scopeOf(producer, "broadcast")).toBeNull();
    const scope = scopeOf(actor, "broadcast");
    await confirm({ scope: scope ?? { sql: "FALSE", values: [] } });
    await stage.run();
    const reached = stage.received.map(({ address }) => address);
    expect(reached).toContain(near.address);
    expect(reached).not.toContain(far.address);
  });

  it("tells exactly what is wrong before anything is stored", async () => {
    await stage.person();
    const preview = (but: Partial<BroadcastDraft>): Promise<unknown> =>
      stage.store.read((connection) => previewBroadcast(connection, draft(but), MORNING));
    await expect(preview({ audience: "" })).rejects.toThrow(/The audience is empty/);
    await expect(preview({ audience: "municipality=Antta" })).rejects.toThrow(
      /There is no municipality "Antta"\. None is known yet\./,
    );
    await expect(preview({ audience: "family=nobody" })).rejects.toThrow(/Nobody belongs to/);
    await expect(preview({ content: { kind: "texts", texts: { es: " " } } })).rejects.toThrow(
      /The text is empty/,
    );
    await expect(
      preview({ content: { kind: "texts", texts: { es: "a".repeat(5000) } } }),
    ).rejects.toThrow(/has 5000 characters; messengers take 4096/);
    const rows = await stage.store.read((one) => one.query("SELECT id FROM broadcast"));
    expect(rows).toEqual([]);
  });
});

describe("an audience", () => {
  it("is read condition by condition", () => {
    expect(
      readAudience('role=producer municipality=Anta,Zurite association!="Sumaq Ñan" age=18-30'),
    ).toEqual([
      { key: "role", not: false, values: ["producer"] },
      { key: "municipality", not: false, values: ["Anta", "Zurite"] },
      { key: "association", not: true, values: ["Sumaq Ñan"] },
      { key: "age", not: false, values: ["18-30"] },
    ]);
  });

  it.each([
    ["todos", '"todos" is no condition. Write for example: role=producer municipality=Anta'],
    ["rol=producer", 'People cannot be chosen by "rol". Choose by role, municipality'],
    ["role=chief", "role=chief: write producer, delegate"],
    ["age=old", "age=old: write two ages such as 18-30"],
    ["reported=soon", "reported=soon: write today, or days such as 7d"],
    ["sex=x", "sex=x: write F or M"],
  ])("%s is refused with what to write", (text, message) => {
    expect(() => readAudience(text)).toThrow(message);
  });
});
