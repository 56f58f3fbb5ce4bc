import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { openShelf } from "../../src/conversation/shelf.ts";
import { systemClock } from "../../src/core/clock.ts";
import { readLexicon } from "../../src/library.ts";
import { openLog } from "../../src/log.ts";
import { publishFiles, releaseAtStart, watchFolders } from "../../src/release.ts";
import { normalisedAnswer } from "../../src/understanding/control-words.ts";
import { newStore } from "../kit/store.ts";

describe("while files are watched", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kallpanchis-watch-"));
    for (const part of ["flows", "locales"]) cpSync(part, join(folder, part), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = (): string => join(folder, "flows", "general", "thanks.yaml");
  const save = (change: (text: string) => string): void =>
    writeFileSync(file(), change(readFileSync(file(), "utf8")));

  it("a saved flow is in force at once, and a faulty one changes nothing", async () => {
    const { store, remove } = await newStore("sqlite");
    const lexicon = readLexicon(folder);
    const shelf = await openShelf(store, normalisedAnswer);
    const log = openLog("silent");
    const tools = { store, shelf, clock: systemClock, log, root: folder, actions, lexicon };
    await releaseAtStart(tools, shelf.published(), true);
    let read: () => void = () => undefined;
    const stop = watchFolders(folder, async () => {
      await publishFiles(tools);
      read();
    });
    /** Saves and waits until the files were read. */
    const saved = (change: (text: string) => string): Promise<void> =>
      new Promise((resolve) => {
        read = resolve;
        save(change);
      });
    try {
      const first = shelf.current("thanks");
      await saved((text) => text.replace("title: ", "title: Nuevo "));
      const second = shelf.current("thanks");
      expect(second).not.toBe(first);
      await saved((text) => `${text}  lost: { say: "Nobody comes here.", go: nowhere }\n`);
      expect(shelf.current("thanks")).toBe(second);
    } finally {
      await stop();
      await remove();
    }
  });

  it("flows test --watch plays again after each save, until Ctrl-C", async () => {
    const words = ["flows", "test", "thanks", "--language", "es", "--watch", "--folder", folder];
    const child = spawn(process.execPath, ["dist/main.mjs", ...words], {
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    let told: () => void = () => undefined;
    child.stdout.on("data", (piece: Buffer) => {
      printed += piece.toString();
      told();
    });
    /** Waits until that was printed so often. */
    const seen = async (text: string, times: number): Promise<void> => {
      while (printed.split(text).length <= times)
        await new Promise<void>((resolve) => (told = resolve));
    };
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    await seen("Waiting for changes", 1);
    save((text) => `# Saved anew.\n${text}`);
    await seen("conversations went as expected", 2);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  }, 60_000);
});
