import { reachOf, type Deed } from "../../core/authority.ts";
import type { Action, ActionResult } from "../../core/action.ts";
import type { FlowValue } from "../../core/value.ts";
import { actorOf } from "../../store/authority.ts";
import type { Connection } from "../../store/connection.ts";
import { mayApprove, type Announcer } from "../../store/announcing.ts";
import { number, result, speaker, text, wholeIn, wordsIn } from "../../core/acting.ts";
import { told, TOLD, trainingIn, trainingOptions, type Call, type Inputs } from "./call.ts";
import { instantOf } from "../../core/moment.ts";
import { participantsOf, shortList } from "./participants.ts";
import { standingOf } from "./persons.ts";
import { attend, cancel, change, unattend } from "./places.ts";
import { queueRejection } from "./notify.ts";
import { faultOfStart } from "./rules.ts";
import { findPersons, type FoundPerson } from "./search.ts";
import { trainingsOfOwner, type Training, type TrainingChange } from "./store.ts";

type TrainingAction = Action<Connection>;

/** Trainings shown to whoever runs them: those to come and of the last two weeks. */
const PAST_MS = 14 * 24 * 3_600_000;
const LISTED = 9;

/** People in one list to tick; more are brought in from a file. */
const TICKED = 60;

/** The training, when whoever speaks runs it and may still do so; null else. */
async function own(call: Call, inputs: Inputs, deed: Deed = "training"): Promise<Training | null> {
  const training = await trainingIn(call.tx, inputs);
  const { personId } = speaker(call);
  if (training === null || training.ownerId !== personId) return null;
  const { roles } = await actorOf(call.tx, personId);
  return reachOf(roles, deed) === "nobody" ? null : training;
}

/** What becomes of a change, in one shape for all that can be changed. */
function changing<Fault extends string>(
  name: string,
  inputs: TrainingAction["inputs"],
  faults: readonly Fault[],
  read: (inputs: Inputs, call: Call) => TrainingChange | Fault,
): TrainingAction {
  return {
    name: `trainings.${name}`,
    inputs: { training: "text", ...inputs },
    outputs: { ...TOLD, concerned: "number" },
    outcomes: ["changed", ...faults, "refused"],
    async run(call, given) {
      const training = await own(call, given);
      if (training === null) return result("refused");
      const wanted = read(given, call);
      if (typeof wanted === "string") return result(wanted);
      const done = await change(call.tx, training.id, wanted, call.now);
      return result("changed", { ...told(done.training), concerned: number(done.told) });
    },
  };
}

function peopleOptions(people: readonly FoundPerson[]): FlowValue {
  return {
    type: "options",
    options: people.slice(0, TICKED).map((one) => {
      const label = one.community === null ? one.name : `${one.name} (${one.community})`;
      return { type: "choice", choice: { key: one.personId, label } };
    }),
  };
}

function chosenIds(value: FlowValue | undefined): string[] {
  if (value?.type === "choice") return [value.choice.key];
  return value?.type === "choices" ? value.choices.map((one) => one.key) : [];
}

async function summary(call: Call, inputs: Inputs): Promise<ActionResult> {
  const training = await own(call, inputs);
  if (training === null) return result("refused");
  const standing = await standingOf(call.tx, training);
  const people = await participantsOf(call.tx, training.id);
  const present = people.filter((one) => one.attended);
  return result(training.state === "cancelled" ? "cancelled" : "planned", {
    ...told(training),
    code: text(training.code),
    invited: number(standing.invited),
    yes: number(standing.yes),
    no: number(standing.no),
    waiting: number(standing.waiting + standing.offered),
    attended: number(standing.attended),
    women: number(present.filter((one) => one.sex === "F").length),
    men: number(present.filter((one) => one.sex === "M").length),
    names: text(shortList(people, training.startsAt <= call.now)),
  });
}

/** Who is to be ticked: those who have a place and are not noted, or those who are. */
async function tickList(call: Call, inputs: Inputs, present: boolean): Promise<ActionResult> {
  const training = await own(call, inputs, "attendance");
  if (training === null) return result("none");
  const people = await participantsOf(call.tx, training.id);
  const listed = people.filter((one) =>
    present ? one.attended : !one.attended && (one.answer === "yes" || one.answer === "offered"),
  );
  return listed.length === 0 ? result("none") : result("some", { people: peopleOptions(listed) });
}

/** What whoever runs trainings does with them after they were announced. */
export function managingActions(announcer: Announcer): TrainingAction[] {
  return [
    {
      name: "trainings.mine",
      harmless: true,
      inputs: {},
      outputs: { trainings: "options" },
      outcomes: ["some", "none", "no_organiser"],
      async run(call) {
        const { personId } = speaker(call);
        const { roles } = await actorOf(call.tx, personId);
        if (reachOf(roles, "training") === "nobody") return result("no_organiser");
        const since = new Date(call.now.getTime() - PAST_MS);
        const mine = await trainingsOfOwner(call.tx, personId, since, LISTED);
        return mine.length === 0
          ? result("none")
          : result("some", { trainings: trainingOptions(mine) });
      },
    },
    {
      name: "trainings.summary",
      harmless: true,
      inputs: { training: "text" },
      outputs: {
        ...TOLD,
        code: "text",
        invited: "number",
        yes: "number",
        no: "number",
        waiting: "number",
        attended: "number",
        women: "number",
        men: "number",
        names: "text",
      },
      outcomes: ["planned", "cancelled", "refused"],
      run: summary,
    },
    changing("move", { when: "moment" }, ["past"], (inputs, call) => {
      const startsAt = instantOf(inputs["when"]) ?? call.now;
      return faultOfStart(startsAt, call.now) === null ? { startsAt } : "past";
    }),
    changing("change_place", { place: "text" }, [], (inputs) => ({
      place: wordsIn(inputs["place"]) ?? "",
    })),
    changing("change_host", { host: "text" }, [], (inputs) => ({
      host: wordsIn(inputs["host"]) ?? "",
    })),
    changing("change_capacity", { capacity: "number?" }, ["broken"], (inputs) => {
      const capacity = wholeIn(inputs["capacity"]);
      return inputs["capacity"] !== undefined && capacity === null ? "broken" : { capacity };
    }),
    changing("set_material", { material: "text" }, [], (inputs) => ({
      materialText: wordsIn(inputs["material"]) ?? "",
    })),
    {
      name: "trainings.cancel",
      inputs: { training: "text" },
      outputs: { concerned: "number" },
      outcomes: ["cancelled", "refused"],
      async run(call, inputs) {
        const training = await own(call, inputs);
        if (training === null) return result("refused");
        const { told: concerned } = await cancel(call.tx, training.id, call.now);
        if (training.broadcastId !== null)
          await announcer.cancel(call.tx, training.broadcastId, speaker(call).name, call.now);
        return result("cancelled", { concerned: number(concerned) });
      },
    },
    {
      name: "trainings.to_tick",
      harmless: true,
      inputs: { training: "text" },
      outputs: { people: "options" },
      outcomes: ["some", "none"],
      run: (call, inputs) => tickList(call, inputs, false),
    },
    {
      name: "trainings.ticked",
      harmless: true,
      inputs: { training: "text" },
      outputs: { people: "options" },
      outcomes: ["some", "none"],
      run: (call, inputs) => tickList(call, inputs, true),
    },
    {
      name: "trainings.tick",
      inputs: { training: "text", chosen: "choices" },
      outputs: { count: "number" },
      outcomes: ["noted", "refused"],
      async run(call, inputs) {
        const training = await own(call, inputs, "attendance");
        if (training === null) return result("refused");
        await attend(call.tx, training, chosenIds(inputs["chosen"]), "list", call.now);
        const { attended } = await standingOf(call.tx, training);
        return result("noted", { count: number(attended) });
      },
    },
    {
      name: "trainings.untick",
      inputs: { training: "text", chosen: "choices" },
      outputs: { count: "number" },
      outcomes: ["noted", "refused"],
      async run(call, inputs) {
        const training = await own(call, inputs, "attendance");
        if (training === null) return result("refused");
        await unattend(call.tx, training, chosenIds(inputs["chosen"]), call.now);
        const { attended } = await standingOf(call.tx, training);
        return result("noted", { count: number(attended) });
      },
    },
    {
      name: "trainings.find",
      harmless: true,
      inputs: { training: "text", words: "text" },
      outputs: { people: "options" },
      outcomes: ["some", "none"],
      async run(call, inputs) {
        const training = await own(call, inputs, "attendance");
        const actor = await actorOf(call.tx, speaker(call).personId);
        const found =
          training === null
            ? []
            : await findPersons(call.tx, actor, wordsIn(inputs["words"]) ?? "");
        return found.length === 0
          ? result("none")
          : result("some", { people: peopleOptions(found) });
      },
    },
    {
      name: "trainings.add",
      inputs: { training: "text", person: "choice" },
      outputs: { count: "number" },
      outcomes: ["noted", "refused"],
      async run(call, inputs) {
        const training = await own(call, inputs, "attendance");
        if (training === null) return result("refused");
        await attend(call.tx, training, chosenIds(inputs["person"]), "list", call.now);
        const { attended } = await standingOf(call.tx, training);
        return result("noted", { count: number(attended) });
      },
    },
    {
      name: "trainings.to_approve",
      harmless: true,
      inputs: { training: "text" },
      outputs: { ...TOLD, by: "text", recipients: "number" },
      outcomes: ["waits", "settled"],
      async run(call, inputs) {
        const training = await approvable(call, inputs, announcer);
        if (training === null) return result("settled");
        const owner = await actorOf(call.tx, training.ownerId);
        const { invited } = await standingOf(call.tx, training);
        return result("waits", {
          ...told(training),
          by: text(owner.name),
          recipients: number(invited),
        });
      },
    },
    {
      name: "trainings.approve",
      inputs: { training: "text" },
      outputs: {},
      outcomes: ["approved", "settled"],
      async run(call, inputs) {
        const training = await approvable(call, inputs, announcer);
        if (training?.broadcastId == null) return result("settled");
        await announcer.approve(call.tx, training.broadcastId, speaker(call).name, call.now);
        return result("approved");
      },
    },
    {
      name: "trainings.reject",
      inputs: { training: "text" },
      outputs: {},
      outcomes: ["rejected", "settled"],
      async run(call, inputs) {
        const training = await approvable(call, inputs, announcer);
        if (training?.broadcastId == null) return result("settled");
        await cancel(call.tx, training.id, call.now);
        await announcer.cancel(call.tx, training.broadcastId, speaker(call).name, call.now);
        await queueRejection(call.tx, training, call.now);
        return result("rejected");
      },
    },
  ];
}

/** The training, when its invitations wait for somebody's yes and whoever speaks may give it. */
async function approvable(
  call: Call,
  inputs: Inputs,
  announcer: Announcer,
): Promise<Training | null> {
  const training = await trainingIn(call.tx, inputs);
  if (training?.broadcastId == null || training.state === "cancelled") return null;
  if (!(await announcer.waitsForApproval(call.tx, training.broadcastId))) return null;
  const actor = await actorOf(call.tx, speaker(call).personId);
  return mayApprove(actor, await actorOf(call.tx, training.ownerId)) ? training : null;
}
