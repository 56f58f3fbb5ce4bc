import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { Option, type Command } from "commander";
import {
  APPROVAL_SIZE,
  confirmBroadcast,
  previewBroadcast,
  type BroadcastDraft,
} from "../broadcast/confirm.ts";
import { CONTROL_NAMES, controlBroadcast, resendFailed } from "../broadcast/control.ts";
import { saveAudience, savedAudiences } from "../broadcast/saved.ts";
import { broadcastStatus, newestBroadcasts, recipientsOf } from "../broadcast/status.ts";
import { readConfig } from "../config.ts";
import { PURPOSES, type Purpose } from "../core/caller.ts";
import { shiftedClock, systemClock, type Clock } from "../core/clock.ts";
import { OperatorError } from "../core/errors.ts";
import { limaDay, limaInstant, isLimaDay } from "../core/lima.ts";
import { durationMs } from "../flow/nodes.ts";
import type { BroadcastContent } from "../broadcast/content.ts";
import type { Program } from "../flow/program.ts";
import type { Connection, Store } from "../store/connection.ts";
import { publications } from "../store/publications.ts";
import { readProgram } from "../store/sessions.ts";
import { actorOfFamily, scopeOf } from "../store/authority.ts";
import { openStore } from "../store/open.ts";

interface SendOptions {
  to?: string;
  textFile?: string;
  textFileQu?: string;
  flow?: string;
  purpose?: Purpose;
  at?: string;
  window?: string;
  by: string;
  as?: string;
  dryRun?: true;
  ignoreQuietHours?: true;
  yes?: true;
}

/** `kallpanchis broadcast …`: one message to many, beside the running service. */
export function broadcastCommand(program: Command, root: string): void {
  const broadcast = program
    .command("broadcast")
    .description("send one message to many; returns without waiting for delivery")
    .option("--to <audience>", 'whom, for example "role=producer municipality=Anta"')
    .option("--text-file <file>", "file with the text; {name} stands for the person's first name")
    .option("--text-file-qu <file>", "the same in Quechua, for those who speak it")
    .option(
      "--flow <flow>",
      "begin this conversation with each instead of a text, such as a survey",
    )
    .addOption(
      new Option("--purpose <purpose>", "what the families agreed to").choices([...PURPOSES]),
    )
    .option("--at <time>", 'when it begins, Lima time: "2026-11-24 18:00" or "18:00"; now')
    .option("--window <time>", "spread it over this long, for example 2h", "0m")
    .option("--by <name>", "who sends it", userInfo().username)
    .option("--as <family_code>", "send as a person of that family, to whom they may write")
    .option("--dry-run", "only count and show examples")
    .option("--ignore-quiet-hours", "also between 20:30 and 5:00")
    .option("--yes", "send to many without asking a second person")
    .action((options: SendOptions) =>
      withStore(root, (store, clock) => send(store, clock, options)),
    );
  broadcast
    .command("status <id>")
    .description("how far it has come")
    .addOption(new Option("--format <format>", "form").choices(["json"]).default("json"))
    .option("--recipients", "every recipient with its history")
    .action((id: string, { recipients }: { recipients?: true }) =>
      withStore(root, (store) => showStatus(store, id, recipients === true)),
    );
  broadcast
    .command("list")
    .description("the newest broadcasts")
    .action(() =>
      withStore(root, async (store) => {
        for (const one of await store.read(newestBroadcasts)) print(one);
      }),
    );
  const audience = broadcast
    .command("audience")
    .description("audiences to use again, as --to @name");
  audience
    .command("save <name> <query>")
    .description("keep an audience under a name")
    .option("--by <name>", "who keeps it", userInfo().username)
    .action((name: string, query: string, { by }: { by: string }) =>
      withStore(root, async (store, clock) => {
        const kept = { name, query, created_by: by };
        await store.transaction((tx) => saveAudience(tx, kept, clock.now()));
        print(kept);
      }),
    );
  audience
    .command("list")
    .description("all of them")
    .action(() =>
      withStore(root, async (store) => {
        for (const one of await store.read(savedAudiences)) print(one);
      }),
    );
  for (const control of CONTROL_NAMES)
    broadcast
      .command(`${control} <id>`)
      .description(`${control} a broadcast`)
      .option("--by <name>", "who does it", userInfo().username)
      .action((id: string, { by }: { by: string }) =>
        withStore(root, async (store, clock) => {
          await controlBroadcast(store, id, control, by, clock.now());
          print(await store.read((connection) => broadcastStatus(connection, id)));
        }),
      );
  broadcast
    .command("resend <id>")
    .description("send again to those whom it surely did not reach")
    .option("--by <name>", "who does it", userInfo().username)
    .action((id: string, { by }: { by: string }) =>
      withStore(root, async (store, clock) =>
        print(await resendFailed(store, id, by, clock.now())),
      ),
    );
}

async function send(store: Store, clock: Clock, options: SendOptions): Promise<void> {
  const now = clock.now();
  const draft = await inScope(store, draftOf(options, now), options.as);
  if (draft.content.kind === "flow") {
    const { flow } = draft.content;
    await store.read((connection) => checkFlow(connection, flow));
  }
  const { members, counts } = await store.read((connection) =>
    previewBroadcast(connection, draft, now),
  );
  if (options.dryRun === true) {
    const examples = members
      .slice(0, 5)
      .map(({ familyCode, language }) => ({ family_code: familyCode, language }));
    return print({ counts, examples });
  }
  const queued = counts["queued"] ?? 0;
  if (queued > APPROVAL_SIZE && options.yes !== true)
    throw new OperatorError(
      `This goes to ${queued} people; above ${APPROVAL_SIZE} a second person must agree. ` +
        "Look at it with --dry-run, then add --yes.",
    );
  const { id, counts: confirmed } = await confirmBroadcast(store, draft, options.by, now);
  print({ id, counts: confirmed });
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
    audience: options.to,
    startAt: options.at === undefined ? now : timeOf(options.at, now),
    windowMs: durationMs(window),
    ignoreQuiet: options.ignoreQuietHours === true,
  };
}

function contentOf({ textFile, textFileQu, flow }: SendOptions): BroadcastContent {
  if (flow !== undefined) return { kind: "flow", flow, values: {} };
  const texts = { es: readText(textFile ?? "") };
  return {
    kind: "texts",
    texts: textFileQu === undefined ? texts : { ...texts, qu: readText(textFileQu) },
  };
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

function timeOf(text: string, now: Date): Date {
  const [, day = limaDay(now), hours, minutes] =
    /^(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (hours === undefined || !isLimaDay(day) || Number(hours) > 23 || Number(minutes) > 59)
    throw new OperatorError(
      `--at "${text}": write a Lima time such as "2026-11-24 18:00" or "18:00".`,
    );
  const at = limaInstant(day, minute);
  if (at < now) throw new OperatorError(`--at ${text} is past. Write a time to come.`);
  return at;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    throw new OperatorError(`The file ${file} cannot be read.`);
  }
}

async function showStatus(store: Store, id: string, withRecipients: boolean): Promise<void> {
  const status = await store.read((connection) => broadcastStatus(connection, id));
  if (!withRecipients) return print(status);
  const recipients = [];
  for await (const one of recipientsOf((work) => store.read(work), id)) recipients.push(one);
  print({ ...status, recipients });
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function withStore(
  root: string,
  work: (store: Store, clock: Clock) => Promise<void>,
): Promise<void> {
  const { databaseUrl, clockStart } = readConfig(process.env, process.cwd());
  const store = await openStore(databaseUrl, join(root, "prisma"));
  try {
    await work(store, clockStart === null ? systemClock : shiftedClock(clockStart));
  } finally {
    await store.close();
  }
}
