import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { readAttachment, type AttachedFile } from "../broadcast/attachment.ts";
import { APPROVAL_SIZE, confirmIn, type BroadcastDraft } from "../broadcast/confirm.ts";
import type { BroadcastContent, Texts } from "../broadcast/content.ts";
import { preview } from "../broadcast/preview.ts";
import { confirmSeriesIn, type Recurrence } from "../broadcast/series.ts";
import { labelsIn, readStart } from "../broadcast/when.ts";
import { PURPOSES, type Purpose } from "../core/caller.ts";
import { OperatorError } from "../core/errors.ts";
import { isLimaDay } from "../core/lima.ts";
import { durationMs } from "../flow/nodes.ts";
import type { Program } from "../flow/program.ts";
import { actorOfFamily, scopeOf } from "../store/authority.ts";
import type { Connection, Store } from "../store/connection.ts";
import { keepFile } from "../store/files.ts";
import { publications } from "../store/publications.ts";
import { readProgram } from "../store/sessions.ts";
import { printJson, type Operator } from "./operator-store.ts";

/** The options of `kallpanchis broadcast` as they were written. */
export interface SendOptions {
  to?: string;
  except?: string[];
  textFile?: string;
  textFileQu?: string;
  attach?: string;
  options?: string;
  optionsQu?: string;
  flow?: string;
  purpose?: Purpose;
  at?: string;
  window?: string;
  every?: string;
  until?: string;
  by: string;
  as?: string;
  askConsent?: true;
  dryRun?: true;
  ignoreQuietHours?: true;
  yes?: true;
}

/** Confirms a broadcast, or with `--dry-run` only shows what it would do. */
export async function sendBroadcast(
  { store, clock, config }: Operator,
  options: SendOptions,
): Promise<void> {
  const now = clock.now();
  const draft = await inScope(store, draftOf(options, now), options.as);
  const recurrence = recurrenceOf(options);
  const file = fileIn(options.attach);
  if (file !== null && draft.content.kind !== "texts")
    throw new OperatorError("--attach goes with a text; questions and flows are sent without.");
  if (draft.content.kind === "flow") {
    const { flow } = draft.content;
    await store.read((connection) => checkFlow(connection, flow));
  }
  const shown = await store.read((connection) => preview(connection, draft, config.pace, now));
  if (options.dryRun === true) return printJson(shown);
  const queued = shown.counts["queued"] ?? 0;
  if (queued > APPROVAL_SIZE && options.yes !== true)
    throw new OperatorError(
      `This goes to ${queued} people; above ${APPROVAL_SIZE} a second person must agree. ` +
        "Look at it with --dry-run, then add --yes.",
    );
  const confirmed = await store.transaction(async (tx) => {
    const whole = file === null ? draft : await withFile(tx, draft, file, now);
    if (recurrence === null) return confirmIn(tx, whole, options.by, now);
    return confirmSeriesIn(tx, whole, recurrence, options.by, now);
  });
  const { state: _state, ...told } = confirmed;
  printJson(told);
}

/** Keeps the file that goes with the text. */
async function withFile(
  tx: Connection,
  draft: BroadcastDraft,
  file: AttachedFile,
  now: Date,
): Promise<BroadcastDraft> {
  if (draft.content.kind !== "texts") return draft;
  const fileId = await keepFile(tx, file, now);
  return { ...draft, content: { ...draft.content, attachment: { kind: file.kind, fileId } } };
}

function fileIn(path: string | undefined): AttachedFile | null {
  if (path === undefined) return null;
  try {
    return readAttachment(basename(path), readFileSync(path));
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(`The file ${path} cannot be read.`);
  }
}

/** The draft as a person of ours sends it: to those whom their roles let them address. */
async function inScope(
  store: Store,
  draft: BroadcastDraft,
  familyCode: string | undefined,
): Promise<BroadcastDraft> {
  if (familyCode === undefined) return draft;
  const actor = await store.read((connection) => actorOfFamily(connection, familyCode));
  if (actor === null)
    throw new OperatorError(`There is no family ${familyCode} with somebody in it.`);
  const scope = scopeOf(actor, "broadcast");
  if (scope === null)
    throw new OperatorError(
      `${familyCode} is ${actor.roles.join(", ")} and may not write to many there; docs/roles.md tells who may.`,
    );
  return { ...draft, personId: actor.personId, scope };
}

/** The options as a draft; everything missing or wrong is an OperatorError that tells what to write. */
function draftOf(options: SendOptions, now: Date): BroadcastDraft {
  if (options.to === undefined)
    throw new OperatorError('Add --to with an audience, for example --to "role=producer".');
  if ((options.textFile === undefined) === (options.flow === undefined))
    throw new OperatorError("Add --text-file with the text, or --flow with a conversation.");
  if (options.purpose === undefined)
    throw new OperatorError(`Add --purpose with one of ${PURPOSES.join(", ")}.`);
  const window = options.window ?? "0m";
  if (!/^\d+[mhd]$/.test(window))
    throw new OperatorError(`--window ${window}: write a number and m, h or d, for example 2h.`);
  return {
    by: options.by,
    personId: null,
    purpose: options.purpose,
    content: contentOf(options),
    audience: [options.to, ...(options.except ?? [])].join(" except "),
    startAt: options.at === undefined ? now : readStart(options.at, now),
    windowMs: durationMs(window),
    ignoreQuiet: options.ignoreQuietHours === true,
    askConsent: options.askConsent === true,
  };
}

function contentOf(given: SendOptions): BroadcastContent {
  const { textFile, textFileQu, flow, options, optionsQu } = given;
  if (flow !== undefined) {
    if (options !== undefined)
      throw new OperatorError("--options belong to a text; the flow has questions of its own.");
    return { kind: "flow", flow, values: {} };
  }
  const es = readText(textFile ?? "");
  const texts: Texts = textFileQu === undefined ? { es } : { es, qu: readText(textFileQu) };
  if (options === undefined) return { kind: "texts", texts };
  return { kind: "question", texts, options: optionsOf(options, optionsQu) };
}

function optionsOf(spanish: string, quechua: string | undefined): Texts[] {
  const es = labelsIn(spanish);
  const qu = quechua === undefined ? null : labelsIn(quechua);
  if (qu !== null && qu.length !== es.length)
    throw new OperatorError(
      `--options names ${es.length} answers and --options-qu ${qu.length}. Write the same ones in the same order.`,
    );
  return es.map((label, index) => ({ es: label, ...(qu !== null && { qu: qu[index] ?? "" }) }));
}

const EVERY: Readonly<Record<string, number>> = { day: 1, week: 7 };

function recurrenceOf({ every, until }: SendOptions): Recurrence | null {
  if (every === undefined) {
    if (until === undefined) return null;
    throw new OperatorError("--until belongs to --every: write both, or neither.");
  }
  const everyDays = EVERY[every] ?? Number(/^([1-9]\d{0,2})d$/.exec(every)?.[1] ?? Number.NaN);
  if (Number.isNaN(everyDays))
    throw new OperatorError(`--every ${every}: write day, week, or days such as 14d.`);
  if (until === undefined || !isLimaDay(until))
    throw new OperatorError(
      "Add --until with the last day on which it may be sent, for example --until 2026-12-31.",
    );
  return { everyDays, untilDay: until };
}

/** Refuses a flow that is not in force, or that needs to be told something first. */
async function checkFlow(connection: Connection, flow: string): Promise<void> {
  const published = (await publications(connection)).find((one) => one.flow === flow);
  const body = published === undefined ? null : await readProgram(connection, published.program);
  if (body === null)
    throw new OperatorError(`No flow ${flow} is published. \`flows publish\` puts it in force.`);
  const { needs } = JSON.parse(body) as Program;
  if (needs.length > 0)
    throw new OperatorError(
      `The flow ${flow} cannot be begun alone: it needs ${needs.join(", ")}.`,
    );
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    throw new OperatorError(`The file ${file} cannot be read.`);
  }
}
