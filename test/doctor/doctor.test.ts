import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { telegramHealth } from "../../src/channels/telegram/diagnose.ts";
import { WEBHOOK_PATH } from "../../src/channels/telegram/telegram.ts";
import { writeFinding } from "../../src/doctor/findings.ts";
import { judgeDatabase, judgeTelegram, lookAtService } from "../../src/doctor/machine.ts";
import { databaseHealth } from "../../src/store/health.ts";
import { openStore } from "../../src/store/open.ts";
import { startBotApi } from "../kit/bot-api/bot-api.ts";
import { databases, newStore } from "../kit/store.ts";
import { runCommand } from "../kit/service.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kallpanchis-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lines = (findings: ReturnType<typeof judgeDatabase>): string[] => findings.map(writeFinding);

describe("the doctor looks at the database", () => {
  it.each(databases)("that is up to date (%s)", async (kind) => {
    const { store, url, remove } = await newStore(kind);
    expect(lines(judgeDatabase(await databaseHealth(url, "prisma")))).toEqual([
      "✓ database: opens, and is up to date",
      "✓ messages: 0 to handle, 0 to send, 0 of unknown outcome",
      "✓ people: 0 questions wait for a technician",
    ]);
    await store.transaction(async (tx) => {
      await tx.run(
        `INSERT INTO inbox (id, channel, provider_id, identity_id, sent_at, sequence, received_at, content, state)
         VALUES ('a', 'simulator', 'a', 'i', $1, 0, $1, '{}', 'set_aside')`,
        "2026-11-23T12:00:00.000Z",
      );
    });
    expect(lines(judgeDatabase(await databaseHealth(url, "prisma")))[2]).toBe(
      "! people: 1 messages were set aside, 0 questions wait → look at them in the console",
    );
    await remove();
  });

  it("that is of another version, and changes nothing of it", async () => {
    const path = join(folder, "one.db");
    const store = await openStore(`file:${path}`, "prisma");
    await store.transaction((tx) =>
      tx.run(`UPDATE "_prisma_migrations" SET migration_name = '29990101000000_llamas'
              WHERE migration_name = (SELECT MAX(migration_name) FROM "_prisma_migrations")`),
    );
    await store.close();
    const [newer] = lines(judgeDatabase(await databaseHealth(`file:${path}`, "prisma")));
    expect(newer).toBe(
      "✗ database: was used by a newer version (29990101000000_llamas) → start that version, or restore an older backup",
    );
    const again = await openStore(`file:${path}`, "prisma").catch((error: unknown) => error);
    expect(again).toBeInstanceOf(Error);
  });

  it("that lacks changes, is damaged, new or out of reach", async () => {
    expect(
      lines(
        judgeDatabase({ state: "open", pending: ["a"], unknown: [], damage: [], counts: null }),
      ),
    ).toEqual(["! database: lacks 1 changes of this version → they are made at the next start"]);
    const path = join(folder, "two.db");
    writeFileSync(
      path,
      "this is no database, but long enough to be read as the head of one".repeat(9),
    );
    const broken = await databaseHealth(`file:${path}`, "prisma");
    expect(lines(judgeDatabase(broken))[0]).toMatch(/^✗ database: cannot be opened: /);
    expect(
      lines(judgeDatabase(await databaseHealth(`file:${join(folder, "none.db")}`, "prisma"))),
    ).toEqual(["✓ database: is made at the first start"]);
    const far = await databaseHealth("postgresql://rosa:secret@127.0.0.1:1/none", "prisma");
    expect(lines(judgeDatabase(far))[0]).toMatch(
      /^✗ database: cannot be opened: .*→ check that it runs/,
    );
    expect(lines(judgeDatabase(far))[0]).not.toContain("secret");
  });
});

describe("the doctor asks Telegram", () => {
  it("whether the token is good and the way of the messages is right", async () => {
    const api = await startBotApi();
    const well = await telegramHealth(api.token, api.root);
    expect(writeFinding(judgeTelegram(well, "polling", ""))).toMatch(
      /^✓ telegram: @\w+, 0 updates wait there \(polling\)$/,
    );
    const hook = `https://kallpanchis.example${WEBHOOK_PATH}`;
    expect(writeFinding(judgeTelegram(well, "webhook", hook))).toBe(
      `! telegram: sends its messages nowhere → the service registers ${hook} when it starts; is it running?`,
    );
    const refused = await telegramHealth("9:nobody", api.root);
    expect(writeFinding(judgeTelegram(refused, "polling", ""))).toBe(
      "✗ telegram: the token is refused → get a new one from @BotFather and write it into .env",
    );
    await api.stop();
    const gone = await telegramHealth(api.token, api.root);
    const told = writeFinding(judgeTelegram(gone, "polling", ""));
    expect(told).toMatch(/^✗ telegram: does not answer: .*→ check the network/);
    expect(told).not.toContain(api.token);
  });
});

describe("kallpanchis doctor", () => {
  it("finds nothing wrong on a new machine", async () => {
    const { code, stdout, stderr } = await runCommand(["doctor"], { KALLPANCHIS_DATA: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^✓ node: [^]*✓ data folder: [^]*✓ database: is made at the first start/,
    );
    expect(stdout).toMatch(/✓ flows: \d+ compile\n✓ telegram: off/);
  });

  it("ends with 1 when something keeps the service from running", async () => {
    const { code, stdout, stderr } = await runCommand(["doctor"], {
      KALLPANCHIS_DATA: folder,
      REDIS_URL: "redis://127.0.0.1:1",
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "One thing keeps the service from running well.\n",
    });
    expect(stdout).toContain(
      "✗ redis: does not answer → check that it runs and that REDIS_URL is right",
    );
  });

  it("notices a service that is gone", async () => {
    writeFileSync(join(folder, "service.pid"), "999999");
    expect(writeFinding(await lookAtService(folder, "http://127.0.0.1:1"))).toBe(
      "✗ service: does not answer at http://127.0.0.1:1 (process 999999) → check HOST and PORT; if the process is gone, start it again with: npm start",
    );
  });
});
