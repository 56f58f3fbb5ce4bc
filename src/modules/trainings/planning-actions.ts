import { reachOf } from "../../core/authority.ts";
import type { Action, ActionResult } from "../../core/action.ts";
import { LANGUAGES, type Language } from "../../core/language.ts";
import type { FlowValue } from "../../core/value.ts";
import { actorOf, type Actor } from "../../store/authority.ts";
import type { Connection } from "../../store/connection.ts";
import {
  approversOf,
  AUDIENCE_KINDS,
  audiencesOf,
  EVERYBODY,
  addressable,
  type Announcer,
  type Announcement,
} from "../../store/announcing.ts";
import { number, result, speaker, text, wholeIn, wordsIn } from "../../core/acting.ts";
import type { Call, Inputs } from "./call.ts";
import { instantOf, momentOf } from "../../core/moment.ts";
import { queueApproval } from "./notify.ts";
import { faultOfStart, lastReachedAt } from "./rules.ts";
import { insertTraining, setBroadcast, type TrainingPlan } from "./store.ts";

type TrainingAction = Action<Connection>;

/** The flow that invites. */
const INVITATION = "training_invitation";

const PLAN = {
  topic: "text",
  about: "text?",
  when: "moment",
  place: "text",
  host: "text?",
  capacity: "number?",
  audience: "choice",
  send_at: "moment?",
} as const;

/** The languages a preview always shows; others only where somebody invited speaks them. */
const SHOWN: readonly Language[] = ["es", "qu"];

const NAMES: Record<Language, string> = {
  es: "Castellano",
  qu: "Runasimi",
  fr: "Français",
  en: "English",
};

function planIn(inputs: Inputs, actor: Actor): TrainingPlan {
  const startsAt = instantOf(inputs["when"]);
  if (startsAt === null) throw new Error("a training needs its day and hour");
  return {
    topic: wordsIn(inputs["topic"]) ?? "",
    about: wordsIn(inputs["about"]),
    startsAt,
    place: wordsIn(inputs["place"]) ?? "",
    host: wordsIn(inputs["host"]) ?? actor.name,
    capacity: wholeIn(inputs["capacity"]),
  };
}

function invitationIn(inputs: Inputs, actor: Actor, now: Date): Announcement | null {
  const scope = addressable(actor, "training");
  if (scope === null) return null;
  return {
    by: actor.name,
    personId: actor.personId,
    audience: wordsIn(inputs["audience"]) ?? "",
    scope,
    startAt: instantOf(inputs["send_at"]) ?? now,
    purpose: "trainings",
    flow: INVITATION,
    values: {},
  };
}

/** The invitation as it will be read, in each language that somebody invited speaks. */
function previewOf(call: Call, plan: TrainingPlan, languages: readonly Language[]): string {
  const values: Record<string, FlowValue> = {
    topic: text(plan.topic),
    when: momentOf(plan.startsAt),
    place: text(plan.place),
    host: text(plan.host),
  };
  return LANGUAGES.filter((one) => SHOWN.includes(one) || languages.includes(one))
    .map((one) => `— ${NAMES[one]} —\n${call.worded(INVITATION, "ask", one, values)}`)
    .join("\n\n");
}

async function preview(call: Call, inputs: Inputs, announcer: Announcer): Promise<ActionResult> {
  const actor = await actorOf(call.tx, speaker(call).personId);
  const invitation = invitationIn(inputs, actor, call.now);
  const outlook =
    invitation === null ? null : await announcer.outlook(call.tx, invitation, call.now);
  if (invitation === null || outlook === null || outlook.recipients === 0) return result("nobody");
  return result(outlook.needsApproval ? "ready_for_approval" : "ready", {
    recipients: number(outlook.recipients),
    passed_over: number(outlook.passedOver),
    reached: momentOf(lastReachedAt(invitation.startAt, outlook.channels)),
    preview: text(previewOf(call, planIn(inputs, actor), outlook.languages)),
  });
}

async function create(call: Call, inputs: Inputs, announcer: Announcer): Promise<ActionResult> {
  const actor = await actorOf(call.tx, speaker(call).personId);
  const plan = planIn(inputs, actor);
  const invitation = invitationIn(inputs, actor, call.now);
  if (invitation === null) return result("nobody");
  if (plan.startsAt <= invitation.startAt) return result("too_late");
  const outlook = await announcer.outlook(call.tx, invitation, call.now);
  if (outlook === null || outlook.recipients === 0) return result("nobody");
  const training = await insertTraining(call.tx, plan, actor.personId, call.actKey, call.now);
  const values = { training: text(training.id) };
  const sent = await announcer.send(call.tx, { ...invitation, values }, call.now);
  await setBroadcast(call.tx, training.id, sent.id);
  if (sent.state === "approval")
    for (const id of await approversOf(call.tx, actor.personId))
      await queueApproval(call.tx, training, id, call.now);
  const outcome =
    sent.state === "approval" ? "approval" : invitation.startAt > call.now ? "later" : "sent";
  return result(outcome, { code: text(training.code), recipients: number(outlook.recipients) });
}

/** What it takes to plan a training and invite to it. */
export function planningActions(announcer: Announcer): TrainingAction[] {
  return [
    {
      name: "trainings.may_invite",
      harmless: true,
      inputs: {},
      outputs: { reach: "text", audience: "choice" },
      outcomes: ["anywhere", "own_community", "refused", "nowhere"],
      async run(call) {
        const actor = await actorOf(call.tx, speaker(call).personId);
        const reach = reachOf(actor.roles, "training");
        if (reach === "nobody") return result("refused");
        if (addressable(actor, "training") === null) return result("nowhere");
        if (reach !== "community") return result("anywhere", { reach: text(reach) });
        const [own] = await audiencesOf(call.tx, announcer, actor, "training", "community");
        if (own === undefined) return result("nowhere");
        const choice = { key: own.query, label: own.name };
        return result("own_community", {
          reach: text(reach),
          audience: { type: "choice", choice },
        });
      },
    },
    {
      name: "trainings.check_start",
      harmless: true,
      inputs: { when: "moment" },
      outputs: {},
      outcomes: ["good", "past", "far"],
      run(call, inputs) {
        const startsAt = instantOf(inputs["when"]) ?? call.now;
        return Promise.resolve(result(faultOfStart(startsAt, call.now) ?? "good"));
      },
    },
    {
      name: "trainings.check_capacity",
      harmless: true,
      inputs: { capacity: "number" },
      outputs: {},
      outcomes: ["good", "broken"],
      run: (_call, inputs) =>
        Promise.resolve(result(wholeIn(inputs["capacity"]) === null ? "broken" : "good")),
    },
    {
      name: "trainings.audiences",
      harmless: true,
      inputs: { kind: "choice" },
      outputs: { audiences: "options", audience: "choice" },
      outcomes: ["some", "chosen", "none"],
      async run(call, inputs) {
        const chosen = inputs["kind"];
        if (chosen?.type !== "choice") throw new Error("a kind of audience is missing");
        if (chosen.choice.key === "everybody") {
          const choice = { key: EVERYBODY, label: chosen.choice.label };
          return result("chosen", { audience: { type: "choice", choice } });
        }
        const kind = AUDIENCE_KINDS.find((one) => one === chosen.choice.key) ?? "community";
        const actor = await actorOf(call.tx, speaker(call).personId);
        const found = await audiencesOf(call.tx, announcer, actor, "training", kind);
        if (found.length === 0) return result("none");
        const options = found.map(({ query, name }): FlowValue => ({
          type: "choice",
          choice: { key: query, label: name },
        }));
        return result("some", { audiences: { type: "options", options } });
      },
    },
    {
      name: "trainings.check_sending",
      harmless: true,
      inputs: { when: "moment", send_at: "moment" },
      outputs: {},
      outcomes: ["good", "past", "after_training"],
      run(call, inputs) {
        const sendAt = instantOf(inputs["send_at"]) ?? call.now;
        const startsAt = instantOf(inputs["when"]) ?? call.now;
        if (sendAt <= call.now) return Promise.resolve(result("past"));
        return Promise.resolve(result(sendAt < startsAt ? "good" : "after_training"));
      },
    },
    {
      name: "trainings.preview",
      harmless: true,
      inputs: PLAN,
      outputs: { recipients: "number", passed_over: "number", reached: "moment", preview: "text" },
      outcomes: ["ready", "ready_for_approval", "nobody"],
      run: (call, inputs) => preview(call, inputs, announcer),
    },
    {
      name: "trainings.create",
      inputs: PLAN,
      outputs: { code: "text", recipients: "number" },
      outcomes: ["sent", "later", "approval", "nobody", "too_late"],
      run: (call, inputs) => create(call, inputs, announcer),
    },
  ];
}
