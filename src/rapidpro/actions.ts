import type { FlowContext } from "./context.ts";
import { textLiteral } from "./conditions.ts";
import { TICKET_OPENED } from "./defaults.ts";
import { quoted, type RapidAction, type RapidNode } from "./export-file.ts";
import { nodeName } from "./report.ts";
import { slugOf } from "./slugs.ts";
import type { Step } from "./steps.ts";
import type { Said } from "./tongues.ts";
import { loneExpression } from "./variables.ts";

const CALL = "Add a call of an action of the service here, or have one written";

/** What to do by hand for what has no counterpart. */
const REPORTED: Readonly<Record<string, string>> = {
  add_contact_groups: "Groups come from the roster here; leave it out or ask for an action",
  remove_contact_groups: "Groups come from the roster here; leave it out or ask for an action",
  add_contact_urn: CALL,
  add_input_labels: "Labels do not exist here; record: true keeps the answers",
  call_classifier: CALL,
  call_llm: CALL,
  call_resthook: CALL,
  call_webhook: CALL,
  play_audio: "Say it in words",
  request_optin: "Consent is asked in the flow registration",
  say_msg: "Say it in words",
  send_broadcast: "Send it with kallpanchis broadcast",
  send_email: "Use hand_off, so that a person sees it",
  set_contact_channel: "The service chooses the channel; leave it out",
  set_contact_field: CALL,
  set_contact_language: "The person chooses the language with IDIOMA; leave it out",
  set_contact_name: CALL,
  set_contact_status: "Leaving is done with BASTA; leave it out",
  set_contact_timezone: "All times are those of Lima; leave it out",
  set_run_local: CALL,
  start_session: "Start the other flow with a reminder or a broadcast",
  transfer_airtime: CALL,
};

/** Actions whose outcome the router of the same node tells. */
export const SERVICES = [
  "call_webhook",
  "call_resthook",
  "call_classifier",
  "call_llm",
  "transfer_airtime",
  "open_ticket",
];

/** The actions of a node as steps that follow each other; ways are put in later. */
export function actionSteps(node: RapidNode, context: FlowContext): Step[] {
  const steps: Step[] = [];
  for (const [index, action] of (node.actions ?? []).entries()) {
    if (steps.at(-1)?.kind === "switch") {
      told(context, node, action, "what follows a flow that is entered for good is never reached");
      continue;
    }
    const step = actionStep(node, index, action, context, steps);
    if (step !== null) steps.push(step);
  }
  return steps;
}

function actionStep(
  node: RapidNode,
  index: number,
  action: RapidAction,
  context: FlowContext,
  before: Step[],
): Step | null {
  switch (action.type) {
    case "send_msg":
      return sayStep(node, action, context);
    case "set_run_result":
      return setStep(node, index, action, context);
    case "enter_flow":
      return enterStep(node, action, context);
    case "open_ticket": {
      const last = before.at(-1)?.kind === "say" ? before.pop() : undefined;
      if (last === undefined)
        context.tell(
          nodeName(node.uuid),
          "The ticket is opened with a text of ours",
          "a hand_off tells the person that somebody will look",
          "Check its words",
        );
      const reason = slugOf(action.topic?.name ?? "", "ticket", 4);
      const said = last?.kind === "say" ? last.said : TICKET_OPENED;
      return { kind: "hand_off", node: node.uuid, reason, said, go: null };
    }
    default:
      told(
        context,
        node,
        action,
        Object.hasOwn(REPORTED, action.type)
          ? "flows here cannot do that by themselves"
          : "this kind of action is not known",
      );
      return null;
  }
}

function told(context: FlowContext, node: RapidNode, action: RapidAction, why: string): void {
  const field = action.field?.name ?? action.field?.key ?? action.name ?? "";
  const value = action.value ?? action.text ?? "";
  const details = [field, value].filter((text) => text !== "").map(quoted);
  context.tell(
    nodeName(node.uuid),
    ["The action", action.type.slice(0, 40), ...details, "was left out"].join(" "),
    why,
    (Object.hasOwn(REPORTED, action.type) ? REPORTED[action.type] : undefined) ??
      "Look what it did and build it anew if it is needed",
  );
}

function sayStep(node: RapidNode, action: RapidAction, context: FlowContext): Step | null {
  const { tongues, tell } = context;
  const where = nodeName(node.uuid);
  if ((action.attachments ?? []).length > 0)
    tell(
      where,
      "An attachment was left out",
      "flows send words and charts only",
      "Say it in words",
    );
  if (action.templating !== undefined && action.templating !== null)
    tell(where, "A WhatsApp template was left out", "only its text was taken", "Check the text");
  const said = tongues.said(action.uuid, "text", action.text ?? "");
  const replies = (action.quick_replies ?? []).flatMap((reply, index): Said[] => {
    const raw = typeof reply === "string" ? reply : (reply.text ?? "");
    const written = tongues.said(action.uuid, "quick_replies", raw, index);
    return written === null ? [] : [written];
  });
  if (said === null) {
    tell(where, "A message without words was left out", "there was nothing to say", "Check it");
    return null;
  }
  return { kind: "say", node: node.uuid, said, replies, go: null };
}

function setStep(
  node: RapidNode,
  index: number,
  action: RapidAction,
  context: FlowContext,
): Step | null {
  const variable = context.kept.get(`action ${node.uuid} ${index}`);
  const value = (action.value ?? "").trim();
  if (variable === undefined) {
    told(context, node, action, "only constants and other results can be set");
    return null;
  }
  const expression = loneExpression(value);
  const source = expression === null ? null : context.variables.find(expression);
  const literal = variable.holds === "number" ? value : textLiteral(value);
  const formula = source === null ? literal : source.variable.name;
  return { kind: "set", node: node.uuid, variable: variable.name, formula, go: null };
}

function enterStep(node: RapidNode, action: RapidAction, context: FlowContext): Step | null {
  const flow = context.flowOf(action.flow?.uuid ?? "", action.flow?.name ?? "");
  const where = nodeName(node.uuid);
  const named = quoted(action.flow?.name ?? "");
  if (flow === null) {
    context.tell(
      where,
      `The flow ${named} is not run`,
      "it is not in the export, or could not be taken",
      "Export it too, or add a run of one of our flows here",
    );
    return null;
  }
  if (action.terminal === true) return { kind: "switch", node: node.uuid, flow: flow.slug };
  if (flow.isRing) {
    context.tell(
      where,
      `The flow ${named} is switched to and does not come back`,
      "the two flows run each other, which would never end",
      "Check what shall follow",
    );
    return { kind: "switch", node: node.uuid, flow: flow.slug };
  }
  return { kind: "run", node: node.uuid, flow: flow.slug, go: null, waits: flow.waits };
}
