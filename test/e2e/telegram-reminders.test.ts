import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Speaker } from "./telegram-speaker.ts";
import { echo, SPANISH, TONGUES, TRANSLATED, type Tongue } from "./telegram-speech.ts";
import { MODES, openStage, type Mode, type Stage } from "./telegram-stage.ts";

/** Shortly before six in the evening of a Wednesday, with time enough to report before it strikes. */
const BEFORE_SIX = "2026-11-25T17:59:55-05:00";
const AFTER_SIX = "2026-11-25T18:10:00-05:00";
const NIGHT = "2026-11-26T21:00:00-05:00";
const SUNDAY = "2026-11-29T18:10:00-05:00";

/** The service looks every five seconds whether to remind; after that and a little more it has. */
const ONE_LOOK_MS = 6500;

interface Evening {
  stage: Stage;
  people: Record<Tongue, { silent: Speaker; reported: Speaker; stopped: Speaker }>;
  unasked: Speaker;
  unlucky: Speaker;
}

/** Everybody does before six what decides whether they are reminded. */
async function evening(mode: Mode): Promise<Evening> {
  const stage = await openStage({ mode, clock: BEFORE_SIX, importFirst: true });
  const unlucky = stage.family("es");
  stage.api.faults.add({ method: "sendMessage", chatId: unlucky.id, kind: "lost_answer" });
  const cast = (tongue: Tongue): Evening["people"][Tongue] => ({
    silent: stage.family(tongue),
    reported: stage.family(tongue),
    stopped: stage.family(tongue),
  });
  const people = { es: cast("es"), qu: cast("qu") };
  await Promise.all(
    TONGUES.flatMap((tongue) => {
      const { reported, stopped } = people[tongue];
      return [reported.asks("12"), stopped.asks(stopped.speech.stop)];
    }),
  );
  return { stage, people, unasked: stage.unaskedFamily("es"), unlucky };
}

/** Whoever might be reminded hears nothing for as long as the service needs to look. */
function silence(evening: Evening): Promise<unknown> {
  const { people, unasked, unlucky } = evening;
  const all = TONGUES.flatMap((tongue) => Object.values(people[tongue]));
  return Promise.all(
    [...all, unasked, unlucky].map((speaker) => speaker.hearsNothing(ONE_LOOK_MS)),
  );
}

describe("the reminder of six in the evening", () => {
  const evenings = new Map<Mode, Evening>();
  function at(mode: Mode): Evening {
    const found = evenings.get(mode);
    if (found === undefined) throw new Error(`no evening by ${mode}`);
    return found;
  }
  beforeAll(async () => {
    await Promise.all(MODES.map(async (mode) => evenings.set(mode, await evening(mode))));
  });
  afterAll(async () => {
    await Promise.all([...evenings.values()].map((each) => each.stage.close()));
  });

  describe.each(MODES)("by %s", (mode) => {
    it.each(TONGUES)(
      "comes once, at six, to who agreed and has not reported, in %s",
      async (tongue) => {
        const { silent } = at(mode).people[tongue];
        const reminder = await silent.hears(undefined, 20_000);
        expect(reminder.text).toContain(silent.name.split(" ")[0]);
        expect(reminder.text).toMatch(/BASTA/);
        expect(reminder.text).toContain("?");
        if (tongue === "qu" && TRANSLATED) expect(reminder.text).not.toMatch(SPANISH);
        expect(at(mode).stage.now().getTime()).toBeGreaterThan(
          Date.parse("2026-11-25T18:00:00-05:00"),
        );
      },
    );

    it("is not repeated when nobody knows whether it arrived", async () => {
      const { unlucky } = at(mode);
      await unlucky.hears(undefined, 20_000);
      expect(at(mode).stage.api.faults.left).toBe(0);
    });
  });

  it("comes to nobody else, and to nobody twice after a restart", async () => {
    await Promise.all(MODES.map((mode) => at(mode).stage.restart(AFTER_SIX)));
    await Promise.all(MODES.map((mode) => silence(at(mode))));
  });

  it.each(MODES)("is answered by a number, by %s", async (mode) => {
    for (const tongue of TONGUES) {
      const { silent } = at(mode).people[tongue];
      expect(await silent.asks("11")).toMatch(echo("11", silent.speech.today));
    }
  });

  it("does not come at night, nor on a Sunday", async () => {
    const [night, sunday] = [at("polling"), at("webhook")];
    await Promise.all([night.stage.restart(NIGHT), sunday.stage.restart(SUNDAY)]);
    await Promise.all([silence(night), silence(sunday)]);
  });
});
