import { z } from "zod";
import { OperatorError } from "../core/errors.ts";

/** The largest export that is read, in letters. */
export const MAX_EXPORT_LENGTH = 20 * 1024 * 1024;

const texts = z.array(z.string()).nullish();
/** A thing of RapidPro named in another place: a flow, a topic, a field. */
const reference = z.looseObject({
  uuid: z.string().nullish(),
  name: z.string().nullish(),
  key: z.string().nullish(),
});

const action = z.looseObject({
  uuid: z.string().default(""),
  type: z.string(),
  text: z.string().nullish(),
  attachments: z.array(z.unknown()).nullish(),
  /** Plain texts, or in newer versions also records with a text. */
  quick_replies: z
    .array(z.union([z.string(), z.looseObject({ text: z.string().nullish() })]))
    .nullish(),
  templating: z.unknown().optional(),
  name: z.string().nullish(),
  value: z.string().nullish(),
  category: z.string().nullish(),
  field: reference.nullish(),
  flow: reference.nullish(),
  terminal: z.boolean().nullish(),
  topic: reference.nullish(),
  result_name: z.string().nullish(),
});

const routerCase = z.looseObject({
  uuid: z.string().default(""),
  type: z.string(),
  arguments: texts,
  category_uuid: z.string(),
});

const category = z.looseObject({
  uuid: z.string(),
  name: z.string().nullish(),
  exit_uuid: z.string(),
});

const wait = z.looseObject({
  type: z.string().default("msg"),
  timeout: z.looseObject({ seconds: z.number(), category_uuid: z.string() }).nullish(),
  hint: z.looseObject({ type: z.string() }).nullish(),
});

const router = z.looseObject({
  type: z.string(),
  operand: z.string().nullish(),
  cases: z.array(routerCase).nullish(),
  categories: z.array(category).nullish(),
  default_category_uuid: z.string().nullish(),
  wait: wait.nullish(),
  result_name: z.string().nullish(),
});

const node = z.looseObject({
  uuid: z.string(),
  actions: z.array(action).nullish(),
  router: router.nullish(),
  exits: z
    .array(z.looseObject({ uuid: z.string(), destination_uuid: z.string().nullish() }))
    .nullish(),
});

/** What is translated: texts by the id of the thing and the name of its field. */
const localization = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

const flow = z.looseObject({
  uuid: z.string(),
  name: z.string(),
  spec_version: z.string(),
  language: z.string().nullish(),
  type: z.string().nullish(),
  expire_after_minutes: z.number().nullish(),
  localization: localization.nullish(),
  nodes: z.array(node).nullish(),
});

const trigger = z.looseObject({
  trigger_type: z.string(),
  keyword: z.string().nullish(),
  keywords: z.array(z.string()).nullish(),
  flow: reference.nullish(),
});

const exportFile = z.looseObject({
  flows: z.array(flow),
  triggers: z.array(trigger).nullish(),
  campaigns: z.array(z.unknown()).nullish(),
});

export type RapidAction = z.infer<typeof action>;
export type RapidCase = z.infer<typeof routerCase>;
export type RapidRouter = z.infer<typeof router>;
export type RapidNode = z.infer<typeof node>;
export type RapidFlow = z.infer<typeof flow>;
export type RapidExport = z.infer<typeof exportFile>;

const AGAIN =
  "Open the flows in RapidPro or TextIt once so that they are brought up to date, export them again and import that file.";

/** Reads an export of RapidPro or TextIt with flows of version 13 or 14; an OperatorError for all else. */
export function readExport(text: string): RapidExport {
  if (text.length > MAX_EXPORT_LENGTH)
    throw new OperatorError("The export is larger than 20 MB. Export fewer flows at a time.");
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new OperatorError("The file is not JSON. Export the flows again as a JSON file.");
  }
  checkVersions(data);
  const read = exportFile.safeParse(data);
  if (!read.success) throw new OperatorError(faultOf(read.error));
  for (const one of read.data.flows) checkWays(one);
  return read.data;
}

/** Versions are looked at before all else, since older files are built otherwise. */
function checkVersions(data: unknown): void {
  const flows = recordOf(data)["flows"];
  if (!Array.isArray(flows) || flows.length === 0)
    throw new OperatorError(
      "There are no flows in the file. In RapidPro or TextIt, export flows, not contacts or results.",
    );
  for (const one of flows) {
    const { name, spec_version: version } = recordOf(one);
    const major = typeof version === "string" ? Number.parseInt(version, 10) : 0;
    if (major === 13 || major === 14) continue;
    const which = typeof name === "string" ? `The flow ${quoted(name)}` : "A flow";
    if (major > 14)
      throw new OperatorError(
        `${which} has version ${quoted(String(version))}; versions 13 and 14 can be read.`,
      );
    throw new OperatorError(`${which} is older than version 13. ${AGAIN}`);
  }
}

/** Every way must lead to something that is in the file; RapidPro itself refuses others. */
function checkWays(one: RapidFlow): void {
  const nodes = new Set((one.nodes ?? []).map((node) => node.uuid));
  const broken = (what: string): OperatorError =>
    new OperatorError(
      `The flow ${quoted(one.name)} is broken: ${what}. Correct it in RapidPro and export again.`,
    );
  if (nodes.size < (one.nodes ?? []).length) throw broken("two of its nodes have the same id");
  for (const { uuid, exits, router } of one.nodes ?? []) {
    const where = `node ${quoted(uuid.slice(0, 8))}`;
    const known = new Set((exits ?? []).map((exit) => exit.uuid));
    for (const { destination_uuid: to } of exits ?? [])
      if (typeof to === "string" && !nodes.has(to))
        throw broken(`an exit of ${where} leads to a node that is not there`);
    const categories = new Set((router?.categories ?? []).map((one) => one.uuid));
    for (const { exit_uuid: exit } of router?.categories ?? [])
      if (!known.has(exit))
        throw broken(`a category of ${where} leads to an exit that is not there`);
    const named = [
      ...(router?.cases ?? []).map((one) => one.category_uuid),
      router?.default_category_uuid,
      router?.wait?.timeout?.category_uuid,
    ];
    if (named.some((one) => typeof one === "string" && one !== "" && !categories.has(one)))
      throw broken(`${where} names a category that is not there`);
  }
}

function faultOf(error: z.ZodError): string {
  const issue = error.issues[0];
  const place = (issue?.path ?? []).map(String).join(".").slice(0, 120);
  return `The file is not an export that can be read: ${quoted(place)} is missing or of another kind (${issue?.message.split("\n")[0] ?? ""}). ${AGAIN}`;
}

function recordOf(data: unknown): Record<string, unknown> {
  return typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
}

/** A text of the file inside one line of ours: short, and without anything that moves a cursor. */
export function quoted(text: string): string {
  const plain = text.replaceAll(/[\p{C}\s]+/gu, " ").trim();
  return `"${plain.length > 60 ? `${plain.slice(0, 60)}…` : plain}"`;
}
