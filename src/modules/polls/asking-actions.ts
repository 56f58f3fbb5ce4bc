import { reachOf } from "../../core/authority.ts";
import type { Action, ActionResult } from "../../core/action.ts";
import { number, result, speaker, text, wordsIn } from "../../core/acting.ts";
import { LANGUAGES, type Language } from "../../core/language.ts";
import { instantOf, momentOf } from "../../core/moment.ts";
import type { FlowValue } from "../../core/value.ts";
import {
  addressable,
  AUDIENCE_KINDS,
  audiencesOf,
  EVERYBODY,
  type Announcement,
  type Announcer,
} from "../../store/announcing.ts";
import { actorOf } from "../../store/authority.ts";
import type { Connection } from "../../store/connection.ts";
import { answersToChoose, type Call, type Inputs } from "./call.ts";
import { faultOfClosing, readOptions } from "./rules.ts";
import { insertPoll, setBroadcast, type Poll } from "./store.ts";

type PollAction = Action<Connection>;

/** The flow that asks. */
const QUESTION = "poll_question";

const PLAN = {
  question: "text",
  options: "options",
  closes: "moment",
  audience: "choice",
} as const;

/** The languages a preview always shows; others only where somebody asked speaks them. */
const SHOWN: readonly Language[] = ["es", "qu"];

type Plan = Pick<Poll, "question" | "options" | "closesAt">;

function planIn(inputs: Inputs): Plan {
  const options = inputs["options"];
  const closesAt = instantOf(inputs["closes"]);
  if (options?.type !== "options" || closesAt === null) throw new Error("a poll is not whole");
  return {
    question: wordsIn(inputs["question"]) ?? "",
    options: options.options.map((one) => (one.type === "choice" ? one.choice.label : "")),
    closesAt,
  };
}

async function announcementIn(call: Call, inputs: Inputs): Promise<Announcement | null> {
  const actor = await actorOf(call.tx, speaker(call).personId);
  const scope = addressable(actor, "poll");
  if (scope === null) return null;
  return {
    by: actor.name,
    personId: actor.personId,
    audience: wordsIn(inputs["audience"]) ?? "",
    scope,
    startAt: call.now,
    purpose: "votes",
    flow: QUESTION,
    values: {},
  };
}

/** The question as it will be read, in each language that somebody asked speaks. */
function previewOf(call: Call, plan: Plan, languages: readonly Language[]): string {
  const values = { question: text(plan.question), closes: momentOf(plan.closesAt) };
  const numbered = plan.options.map((label, index) => `${index + 1} ${label}`).join("\n");
  return LANGUAGES.filter((one) => SHOWN.includes(one) || languages.includes(one))
    .map((one) => `${call.worded(QUESTION, "ask", one, values)}\n${numbered}`)
    .join("\n\n");
}

async function preview(call: Call, inputs: Inputs, announcer: Announcer): Promise<ActionResult> {
  const announcement = await announcementIn(call, inputs);
  const outlook =
    announcement === null ? null : await announcer.outlook(call.tx, announcement, call.now);
  if (outlook === null || outlook.recipients === 0) return result("nobody");
  return result(outlook.needsApproval ? "ready_for_approval" : "ready", {
    recipients: number(outlook.recipients),
    passed_over: number(outlook.passedOver),
    preview: text(previewOf(call, planIn(inputs), outlook.languages)),
  });
}

async function create(call: Call, inputs: Inputs, announcer: Announcer): Promise<ActionResult> {
  const plan = planIn(inputs);
  if (faultOfClosing(plan.closesAt, call.now) !== null) return result("too_late");
  const announcement = await announcementIn(call, inputs);
  const outlook =
    announcement === null ? null : await announcer.outlook(call.tx, announcement, call.now);
  if (announcement === null || outlook === null || outlook.recipients === 0)
    return result("nobody");
  const { personId } = speaker(call);
  const poll = await insertPoll(call.tx, { ...plan, ownerId: personId }, call.actKey, call.now);
  const values = { poll: text(poll.id) };
  const sent = await announcer.send(call.tx, { ...announcement, values }, call.now);
  await setBroadcast(call.tx, poll.id, sent.id);
  return result(sent.state === "approval" ? "approval" : "sent", {
    recipients: number(outlook.recipients),
  });
}

async function audiences(call: Call, inputs: Inputs, announcer: Announcer): Promise<ActionResult> {
  const chosen = inputs["kind"];
  if (chosen?.type !== "choice") throw new Error("a kind of audience is missing");
  if (chosen.choice.key === "everybody") {
    const choice = { key: EVERYBODY, label: chosen.choice.label };
    return result("chosen", { audience: { type: "choice", choice } });
  }
  const kind = AUDIENCE_KINDS.find((one) => one === chosen.choice.key) ?? "community";
  const actor = await actorOf(call.tx, speaker(call).personId);
  const found = await audiencesOf(call.tx, announcer, actor, "poll", kind);
  if (found.length === 0) return result("none");
  const options = found.map(({ query, name }): FlowValue => ({
    type: "choice",
    choice: { key: query, label: name },
  }));
  return result("some", { audiences: { type: "options", options } });
}

/** What it takes to put a question to many. */
export function askingActions(announcer: Announcer): PollAction[] {
  return [
    {
      name: "polls.may_ask",
      harmless: true,
      inputs: {},
      outputs: {},
      outcomes: ["allowed", "refused", "nowhere"],
      async run(call) {
        const actor = await actorOf(call.tx, speaker(call).personId);
        if (reachOf(actor.roles, "poll") === "nobody") return result("refused");
        return result(addressable(actor, "poll") === null ? "nowhere" : "allowed");
      },
    },
    {
      name: "polls.read_options",
      harmless: true,
      inputs: { words: "text" },
      outputs: { options: "options" },
      outcomes: ["read", "too_few", "too_many", "too_long", "twice"],
      run(_call, inputs) {
        const read = readOptions(wordsIn(inputs["words"]) ?? "");
        return Promise.resolve(
          typeof read === "string"
            ? result(read)
            : result("read", { options: answersToChoose(read) }),
        );
      },
    },
    {
      name: "polls.check_closing",
      harmless: true,
      inputs: { closes: "moment" },
      outputs: {},
      outcomes: ["good", "past", "soon", "far"],
      run(call, inputs) {
        const closesAt = instantOf(inputs["closes"]) ?? call.now;
        return Promise.resolve(result(faultOfClosing(closesAt, call.now) ?? "good"));
      },
    },
    {
      name: "polls.audiences",
      harmless: true,
      inputs: { kind: "choice" },
      outputs: { audiences: "options", audience: "choice" },
      outcomes: ["some", "chosen", "none"],
      run: (call, inputs) => audiences(call, inputs, announcer),
    },
    {
      name: "polls.preview",
      harmless: true,
      inputs: PLAN,
      outputs: { recipients: "number", passed_over: "number", preview: "text" },
      outcomes: ["ready", "ready_for_approval", "nobody"],
      run: (call, inputs) => preview(call, inputs, announcer),
    },
    {
      name: "polls.create",
      inputs: PLAN,
      outputs: { recipients: "number" },
      outcomes: ["sent", "approval", "nobody", "too_late"],
      run: (call, inputs) => create(call, inputs, announcer),
    },
  ];
}
