import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAuthorDesk, type AuthorDesk } from "../../src/authoring.ts";
import { openVillage, type Village } from "../kit/conversation.ts";

const SURVEY = `flow: wool_survey
title: Encuesta de lana
keywords: [encuesta de lana]
first: sheep

nodes:
  sheep:
    ask: number
    say: "¿Cuántas ovejas tiene?"
    save: sheep
    go: thanks
    retry: ["Escriba solo el número."]
    otherwise: thanks
  thanks: { say: "Gracias.", go: done }
  done: { end: done }
`;

describe("flows tried before they are published", () => {
  let village: Village;
  let folder: string;
  let desk: AuthorDesk;

  beforeEach(async () => {
    village = await openVillage();
    folder = mkdtempSync(join(tmpdir(), "kallpanchis-drafts-"));
    for (const part of ["flows", "locales"]) cpSync(part, join(folder, part), { recursive: true });
    const { clock, lexicon, tools, shelf } = village.stage;
    desk = openAuthorDesk({ shelf: shelf(), clock, lexicon, root: folder, actions: tools.actions });
    tools.watch = desk.watch;
    tools.drafting = desk.drafting;
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await village.close();
  });

  it("talks with the draft whoever tries it, and with what is published everybody else", async () => {
    writeFileSync(join(folder, "flows", "general", "wool.yaml"), SURVEY);
    const author = await village.newFamily();
    const rosa = await village.newFamily();
    for (const { says } of [author, rosa]) await says("gracias");
    expect(await desk.view(author.address)).toMatchObject({
      draft: false,
      drafts: ["wool_survey"],
    });
    expect(await author.says("encuesta de lana")).toEqual([expect.stringContaining("No entendí")]);

    desk.setDraft(author.address, true);
    expect(await author.says("encuesta de lana")).toEqual(["¿Cuántas ovejas tiene?"]);
    expect(await rosa.says("encuesta de lana")).toEqual([expect.stringContaining("No entendí")]);

    desk.setDraft(author.address, false);
    await village.stage.restart();
    expect(await author.says("12")).toEqual(["Gracias."]);
    const [turn] = (await desk.view(author.address)).turns;
    expect(turn).toMatchObject({ said: ["wool_survey.thanks"], standing: null });
  });

  it("reads the files again when they change, and keeps the last good ones while they have faults", async () => {
    const author = await village.newFamily();
    await author.says("gracias");
    desk.setDraft(author.address, true);
    const file = join(folder, "flows", "general", "thanks.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("A usted.", "Al contrario."));
    await desk.filesChanged();
    expect(await desk.view(author.address)).toMatchObject({ drafts: ["thanks"], draft: true });
    expect(await author.says("gracias")).toEqual([expect.stringContaining("Al contrario.")]);

    writeFileSync(file, text.replace("go: done", "go: nowhere"));
    await desk.filesChanged();
    const { problems } = await desk.view(author.address);
    expect(problems).toEqual([
      expect.stringMatching(/^flows\/general\/thanks\.yaml:6 node say_it/),
    ]);
    expect(await author.says("gracias")).toEqual([expect.stringContaining("Al contrario.")]);
  });

  it("keeps nothing of people on a real messenger", async () => {
    const rosa = await village.newFamily();
    await rosa.says("12");
    const [trace] = village.traces;
    const caller = { identityId: "", channel: "telegram", language: "es", person: null } as const;
    if (trace !== undefined) desk.watch({ ...caller, address: "777" }, trace);
    desk.setDraft("777", true);
    expect((await desk.view("777")).turns).toEqual([]);
    expect(desk.drafting({ ...caller, address: "777" })).toBe(false);
  });
});
