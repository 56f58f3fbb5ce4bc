import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Speaker } from "./telegram-speaker.ts";
import { TONGUES, type Tongue } from "./telegram-speech.ts";
import { openStage, type Stage } from "./telegram-stage.ts";

/** Wednesday morning; the training is on Friday at nine. */
const WEDNESDAY = "2026-11-25T10:00:00-05:00";
const EVENING_BEFORE = "2026-11-26T19:00:30-05:00";
const AT_THE_DOOR = "2026-11-27T09:05:00-05:00";
const AFTERWARDS = "2026-11-27T12:05:00-05:00";

/** A restart of the service and what people say after it take some seconds each. */
const PATIENT = { timeout: 90_000 };

/** How each tongue says things to the service, and what shows that it was understood. */
const SAYS: Record<
  Tongue,
  {
    plan: string[];
    send: string;
    mine: string;
    more: RegExp;
    invitation: RegExp;
    place: RegExp;
    waiting: RegExp;
    cannot: string;
    freed: RegExp;
    offer: RegExp;
    reminder: RegExp;
    arrived: string;
    noted: RegExp;
    asked: RegExp;
    thanks: RegExp;
    list: RegExp;
  }
> = {
  es: {
    plan: [
      "nueva capacitación",
      "Ordeño limpio",
      "Cómo lavar la ubre",
      "viernes 27 de noviembre, 9 de la mañana",
      "local comunal",
      "0",
      "2",
      "4",
      "1",
    ],
    send: "sí",
    mine: "capacitaciones",
    more: /Dónde: local comunal[^]*¿Viene\?/,
    invitation:
      /Le invitamos a la capacitación «.*»: viernes 27 de noviembre, 9:00, en local comunal/,
    place: /tiene su lugar en/,
    waiting: /lista de espera/,
    cannot: "ya no puedo",
    freed: /será para otra familia/,
    offer: /Se liberó un lugar/,
    reminder: /Le recuerdo la capacitación/,
    arrived: "llegué",
    noted: /Anoté que vino/,
    asked: /¿Cuánto le sirvió\?/,
    thanks: /¿Quiere decirnos algo más\?/,
    list: /Vinieron 2: mujeres 0, varones 0/,
  },
  qu: {
    plan: [
      "musuq yachachiy",
      "Ch'uya ch'away",
      "Ñuñu mayllay",
      "viernes 27 las 9 tutamanta",
      "local comunal",
      "0",
      "2",
      "4",
      "1",
    ],
    send: "arí",
    mine: "yachachiykuna",
    more: /Maypi: local comunal[^]*¿Hamunkichu\?/,
    invitation: /Kay yachachiyman waqyaykiku: «.*». viernes 27 noviembre, 9:00, local comunal/,
    place: /lugarniyki kashan/,
    waiting: /[Ss]uyaq listapin kashanki/,
    cannot: "manaña atinichu",
    freed: /huk familiapaqmi kanqa/,
    offer: /Huk lugarmi kashan/,
    reminder: /Yuyarichishayki/,
    arrived: "chayamuni",
    noted: /yachachiyman hamurqanki/,
    asked: /¿Hayk'atan yanapasunki\?/,
    thanks: /¿Astawan willayta munankichu\?/,
    list: /Hamurqanku 2: warmikuna 0, qharikuna 0/,
  },
};

/** A technician who speaks one tongue, and five families who speak both. */
interface Story {
  stage: Stage;
  technician: Speaker;
  families: Speaker[];
  code: string;
}

async function tell(tongue: Tongue): Promise<Story> {
  const stage = await openStage({ mode: "polling", clock: WEDNESDAY, importFirst: true });
  const technician = stage.family(tongue);
  const families = (["es", "qu", "es", "qu", "qu"] as const).map((one) => stage.family(one));
  const folder = mkdtempSync(join(tmpdir(), "kallpanchis-trainings-"));
  const roster = join(folder, "roles.csv");
  const { name } = technician;
  writeFileSync(
    roster,
    `family_code,family_name,person_name,telegram_id,roles\n${codeOf(technician)},Quispe,${name},${technician.id},technician\n`,
  );
  await stage.runs("import", "families", roster);
  rmSync(folder, { recursive: true });
  const invited = `family=${families.map(codeOf).join(",")}`;
  await stage.runs("broadcast", "audience", "save", "invitadas", invited);
  return { stage, technician, families, code: "" };
}

/** The family's code on the stage's roster. */
function codeOf({ id }: Speaker): string {
  return id < 2000 ? `ES-${id - 1000}` : `QU-${id - 2000}`;
}

describe.each(TONGUES)("a training of a technician who speaks %s", (tongue) => {
  let story: Story;
  beforeAll(async () => {
    story = await tell(tongue);
  });
  afterAll(() => story.stage.close());
  const words = (who: Speaker): (typeof SAYS)[Tongue] => SAYS[who.tongue];
  const heardBy = async (who: Speaker): Promise<string> =>
    (await who.hears(undefined, 20_000)).text;

  it("invites five families, each in their tongue, gives two places and lets three wait", async () => {
    const { technician, families } = story;
    const { plan, send } = SAYS[tongue];
    let shown = "";
    for (const said of plan) shown = await technician.asks(said);
    expect(shown).toMatch(/— Castellano —[^]*— Runasimi —/);
    const done = await technician.asks(send);
    story.code = /\b(\d{4})\b/.exec(done)?.[1] ?? "";
    expect(story.code).toMatch(/^\d{4}$/);
    for (const one of families) expect(await heardBy(one)).toMatch(words(one).invitation);
    const [first, second, ...others] = families;
    if (first === undefined || second === undefined) throw new Error("there are five families");
    expect(await first.asks("1")).toMatch(words(first).place);
    expect(await second.asks("3")).toMatch(words(second).more);
    expect(await second.asks("1")).toMatch(words(second).place);
    for (const one of others) expect(await one.asks("1")).toMatch(words(one).waiting);
  });

  it(
    "offers the place of one who cannot come to the next, and reminds who comes",
    PATIENT,
    async () => {
      const { stage, families } = story;
      const [first, second, third, fourth] = families;
      if (first === undefined || second === undefined) throw new Error("there are five families");
      if (third === undefined || fourth === undefined) throw new Error("there are five families");
      expect(await first.asks(words(first).cannot)).toMatch(words(first).freed);
      expect(await heardBy(third)).toMatch(words(third).offer);
      expect(await third.asks("1")).toMatch(words(third).place);
      await stage.restart(EVENING_BEFORE);
      for (const one of [second, third]) expect(await heardBy(one)).toMatch(words(one).reminder);
      await Promise.all([first, fourth].map((one) => one.hearsNothing(2000)));
    },
  );

  it("notes who came by the code of the door", PATIENT, async () => {
    const { stage, families, code } = story;
    const [, second, third] = families;
    if (second === undefined || third === undefined) throw new Error("there are five families");
    await stage.restart(AT_THE_DOOR);
    for (const one of [second, third])
      expect(await one.asks(`${words(one).arrived} ${code}`)).toMatch(words(one).noted);
  });

  it("asks afterwards how it was, and shows the list", PATIENT, async () => {
    const { stage, technician, families } = story;
    const [, second, third] = families;
    if (second === undefined || third === undefined) throw new Error("there are five families");
    await stage.restart(AFTERWARDS);
    for (const one of [second, third]) {
      expect(await heardBy(one)).toMatch(words(one).asked);
      expect(await one.asks("5")).toMatch(words(one).thanks);
    }
    await technician.asks(SAYS[tongue].mine);
    await technician.asks("1");
    const list = await technician.asks("1");
    expect(list).toMatch(SAYS[tongue].list);
    const rows = JSON.parse(
      await stage.runs("export", "participants", "--format", "json", "--to", "2030-01-01"),
    ) as { attended: string; answer: string }[];
    expect(rows.filter((row) => row.attended === "yes")).toHaveLength(2);
    expect(rows.map((row) => row.answer).sort()).toEqual([
      "no",
      "waiting",
      "waiting",
      "yes",
      "yes",
    ]);
  });
});
