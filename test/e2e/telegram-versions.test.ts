import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Speaker } from "./telegram-speaker.ts";
import { TONGUES } from "./telegram-speech.ts";
import { openStage, TODAY, type Stage } from "./telegram-stage.ts";

/** The shipped flows with a question renamed and reworded, a node gone and another one there. */
function newVersion(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "kallpanchis-version-"));
  for (const part of ["flows", "locales"]) cpSync(part, join(folder, part), { recursive: true });
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/milk.*\.yaml$/.test(file)) continue;
    const path = join(folder, file);
    const changed = readFileSync(path, "utf8")
      .replaceAll("ask_exists", "ask_what_to_do")
      .replaceAll("say_kept", "say_left")
      .replace("¿Qué hago con {total}?", "¿Qué hacemos con {total}?");
    writeFileSync(
      path,
      file.startsWith("flows")
        ? changed.replace(
            "  ask_what_to_do:\n",
            "  ask_what_to_do:\n    renamed_from: [ask_exists]\n",
          )
        : changed,
    );
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

const ANSWERS = [
  { says: "1", litres: "13" },
  { says: "2", litres: "25" },
  { says: "3", litres: "12" },
];

describe("a new version of the milk flow", () => {
  let stage: Stage;
  const version = newVersion();
  beforeAll(async () => {
    stage = await openStage({ mode: "polling" });
  });
  afterAll(async () => {
    version.remove();
    await stage.close();
  });

  it("leaves a hundred conversations on theirs, through a power cut, and takes new ones", async () => {
    const waiting = async (person: Speaker): Promise<string> => {
      await person.asks("12");
      return person.asks("13");
    };
    const answering = async (person: Speaker, index: number): Promise<void> => {
      const { says, litres } = ANSWERS[index % 3] ?? { says: "", litres: "" };
      expect(await person.asks(says)).toContain(`${litres} L`);
      person.shallHave({ [TODAY]: litres });
    };
    const people = TONGUES.flatMap((tongue) =>
      Array.from({ length: 50 }, () => stage.family(tongue)),
    );
    for (const text of await Promise.all(people.map(waiting))) expect(text).toContain("13 L");

    const published = await stage.runs(
      "flows",
      "publish",
      "--folder",
      version.folder,
      "--by",
      "Ana",
    );
    expect(published).toMatch(/Published: .*milk_report/);
    // The service looks for what is published once a second.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await Promise.all(people.slice(0, 60).map(answering));
    expect(await waiting(stage.family("es"))).toContain("¿Qué hacemos con 13 L?");

    await stage.crash();
    await Promise.all(people.slice(60).map((person, index) => answering(person, index + 60)));
    expect(await waiting(stage.family("es"))).toContain("¿Qué hacemos con 13 L?");
    expect(await stage.stored()).toMatchObject(stage.expected());
    expect(await stage.runs("flows", "history", "milk_report")).toMatch(
      /milk_report {2}[0-9a-f]{12} {2}by Ana\n.*by start\n$/,
    );
  });
});
