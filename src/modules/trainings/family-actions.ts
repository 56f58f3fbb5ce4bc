import type { Action } from "../../core/action.ts";
import type { Connection } from "../../store/connection.ts";
import { momentOf } from "../../core/moment.ts";
import { result, speaker, text, wordsIn } from "../../core/acting.ts";
import { told, TOLD, trainingIn, trainingOptions } from "./call.ts";
import { participationOf, setOpinion, setRating } from "./persons.ts";
import { accept, attend, decline } from "./places.ts";
import { comingTrainings, trainingAtDoor, type Training } from "./store.ts";

type TrainingAction = Action<Connection>;

/** Trainings that are listed at once. */
const LISTED = 8;

/**
 * What a bare yes or no may be about: a yes about those one does not come to yet, or else those one comes
 * to; a no about those one has not said no to.
 */
async function openFor(
  connection: Connection,
  personId: string,
  wish: "yes" | "no",
  now: Date,
): Promise<Training[]> {
  const coming = await comingTrainings(connection, personId, now, LISTED);
  const open: Training[] = [];
  for (const training of coming) {
    const part = await participationOf(connection, training.id, personId);
    if (part?.answer !== wish) open.push(training);
  }
  return wish === "yes" && open.length === 0 ? coming : open;
}

/** Which training a bare "voy" or "ya no puedo" is about. */
function about(wish: "yes" | "no"): TrainingAction {
  return {
    name: `trainings.about_${wish}`,
    harmless: true,
    inputs: {},
    outputs: { training: "text", trainings: "options" },
    outcomes: ["one", "several", "none"],
    async run(call) {
      const open = await openFor(call.tx, speaker(call).personId, wish, call.now);
      const [first] = open;
      if (first === undefined) return result("none");
      return open.length === 1
        ? result("one", { training: text(first.id) })
        : result("several", { trainings: trainingOptions(open) });
    },
  };
}

/** What families do with trainings. */
export const familyActions: TrainingAction[] = [
  {
    name: "trainings.look",
    harmless: true,
    inputs: { training: "text" },
    outputs: TOLD,
    outcomes: ["open", "cancelled", "over"],
    async run(call, inputs) {
      const training = await trainingIn(call.tx, inputs);
      if (training === null) return result("over");
      if (training.state === "cancelled") return result("cancelled", told(training));
      return result(training.startsAt <= call.now ? "over" : "open", told(training));
    },
  },
  {
    name: "trainings.details",
    harmless: true,
    inputs: { training: "text" },
    outputs: TOLD,
    outcomes: ["more", "plain", "cancelled", "over"],
    async run(call, inputs) {
      const training = await trainingIn(call.tx, inputs);
      if (training === null || training.startsAt <= call.now) return result("over");
      if (training.state === "cancelled") return result("cancelled", told(training));
      return result(training.about === null ? "plain" : "more", told(training));
    },
  },
  {
    name: "trainings.accept",
    inputs: { training: "text" },
    outputs: TOLD,
    outcomes: ["place", "waiting", "over", "cancelled"],
    async run(call, inputs) {
      const id = wordsIn(inputs["training"]) ?? "";
      const outcome = await accept(call.tx, id, speaker(call).personId, call.now);
      const training = await trainingIn(call.tx, inputs);
      return result(outcome, training === null ? {} : told(training));
    },
  },
  {
    name: "trainings.decline",
    inputs: { training: "text" },
    outputs: TOLD,
    outcomes: ["noted", "freed", "over", "cancelled"],
    async run(call, inputs) {
      const id = wordsIn(inputs["training"]) ?? "";
      const outcome = await decline(call.tx, id, speaker(call).personId, call.now);
      const training = await trainingIn(call.tx, inputs);
      return result(outcome, training === null ? {} : told(training));
    },
  },
  about("yes"),
  about("no"),
  {
    name: "trainings.chosen",
    harmless: true,
    inputs: { chosen: "choice" },
    outputs: { training: "text" },
    outcomes: ["chosen"],
    run: (_call, inputs) =>
      Promise.resolve(result("chosen", { training: text(wordsIn(inputs["chosen"]) ?? "") })),
  },
  {
    name: "trainings.coming",
    harmless: true,
    inputs: {},
    outputs: { rest: "state" },
    outcomes: ["some", "none"],
    async run(call) {
      const coming = await comingTrainings(call.tx, speaker(call).personId, call.now, LISTED);
      const rest = { type: "state", state: coming.map((one) => one.id) } as const;
      return coming.length === 0 ? result("none") : result("some", { rest });
    },
  },
  {
    name: "trainings.next",
    harmless: true,
    inputs: { rest: "state" },
    outputs: { ...TOLD, rest: "state", until: "moment" },
    outcomes: ["going", "waiting", "offered", "declined", "unanswered", "done"],
    async run(call, inputs) {
      const held = inputs["rest"];
      const [id, ...rest] = held?.type === "state" ? (held.state as string[]) : [];
      const training = id === undefined ? null : await trainingIn(call.tx, { training: text(id) });
      if (training === null) return result("done");
      const part = await participationOf(call.tx, training.id, speaker(call).personId);
      const outcomes = {
        yes: "going",
        waiting: "waiting",
        offered: "offered",
        no: "declined",
        missed: "unanswered",
      };
      return result(part?.answer == null ? "unanswered" : outcomes[part.answer], {
        ...told(training),
        rest: { type: "state", state: rest },
        until: part?.offeredUntil == null ? null : momentOf(part.offeredUntil),
      });
    },
  },
  {
    name: "trainings.code",
    harmless: true,
    inputs: { figures: "number" },
    outputs: { code: "text" },
    outcomes: ["code"],
    run(_call, inputs) {
      const figures = inputs["figures"];
      const milli = figures?.type === "number" ? figures.milli : 0;
      return Promise.resolve(result("code", { code: text(String(milli / 1000)) }));
    },
  },
  {
    name: "trainings.arrive",
    inputs: { code: "text" },
    outputs: TOLD,
    outcomes: ["noted", "again", "unknown"],
    async run(call, inputs) {
      const code = (wordsIn(inputs["code"]) ?? "").replaceAll(/\D/g, "");
      const training = await trainingAtDoor(call.tx, code, call.now);
      if (training === null) return result("unknown");
      const { personId } = speaker(call);
      const fresh = await attend(call.tx, training, [personId], "code", call.now);
      return result(fresh === 1 ? "noted" : "again", told(training));
    },
  },
  {
    name: "trainings.rate",
    inputs: { training: "text", rating: "choice" },
    outputs: {},
    outcomes: ["kept"],
    async run(call, inputs) {
      const rating = Number((wordsIn(inputs["rating"]) ?? "").replace("r", ""));
      const id = wordsIn(inputs["training"]) ?? "";
      await setRating(call.tx, id, speaker(call).personId, rating);
      return result("kept");
    },
  },
  {
    name: "trainings.tell",
    inputs: { training: "text", opinion: "text" },
    outputs: {},
    outcomes: ["kept"],
    async run(call, inputs) {
      const id = wordsIn(inputs["training"]) ?? "";
      await setOpinion(call.tx, id, speaker(call).personId, wordsIn(inputs["opinion"]) ?? "");
      return result("kept");
    },
  },
  {
    name: "trainings.material",
    harmless: true,
    inputs: { training: "text" },
    outputs: { material: "text" },
    outcomes: ["text", "none"],
    async run(call, inputs) {
      const training = await trainingIn(call.tx, inputs);
      return training?.materialText == null
        ? result("none")
        : result("text", { material: text(training.materialText) });
    },
  },
];
