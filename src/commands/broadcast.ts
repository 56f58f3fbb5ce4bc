import { userInfo } from "node:os";
import { Option, type Command } from "commander";
import { CONTROL_NAMES, controlBroadcast, resendFailed } from "../broadcast/control.ts";
import { saveAudience, savedAudiences } from "../broadcast/saved.ts";
import { controlSeries, isSeries, seriesStatus } from "../broadcast/series.ts";
import { broadcastStatus, newestBroadcasts } from "../broadcast/status.ts";
import { PURPOSES } from "../core/caller.ts";
import { showStatus } from "./broadcast-look.ts";
import { sendBroadcast, type SendOptions } from "./broadcast-send.ts";
import { printJson, withStore } from "./operator-store.ts";

/** `kallpanchis broadcast …`: one message to many, beside the running service. */
export function broadcastCommand(program: Command, root: string): void {
  const broadcast = program
    .command("broadcast")
    .description("send one message to many; returns without waiting for delivery")
    .option("--to <audience>", 'whom, for example "role=producer municipality=Anta"')
    .option("--except <audience>", "whom not; may be given several times", collect)
    .option("--text-file <file>", "file with the text; {name} stands for the person's first name")
    .option("--text-file-qu <file>", "the same in Quechua, for those who speak it")
    .option("--attach <file>", "a picture, a recording or a PDF that goes with the text")
    .option("--options <answers>", 'answers to choose from, which are counted: "Sí,No"')
    .option("--options-qu <answers>", "the same in Quechua, in the same order")
    .option(
      "--flow <flow>",
      "begin this conversation with each instead of a text, such as a survey",
    )
    .addOption(
      new Option("--purpose <purpose>", "what the families agreed to").choices([...PURPOSES]),
    )
    .option("--ask-consent", "ask whoever was never asked about the purpose; once, ever")
    .option("--at <time>", 'when it begins, Lima time: "2026-11-24 18:00" or "18:00"; now')
    .option("--window <time>", "spread it over this long, for example 2h", "0m")
    .option("--every <time>", "send it again every day, week, or so many days (14d)")
    .option("--until <day>", "last day on which it is sent again, such as 2026-12-31")
    .option("--by <name>", "who sends it", userInfo().username)
    .option("--as <family_code>", "send as a person of that family, to whom they may write")
    .option("--dry-run", "only count, show examples, and when the last one is reached")
    .option("--ignore-quiet-hours", "also between 20:30 and 5:00 and on days of rest")
    .option("--yes", "send to many without asking a second person")
    .action((options: SendOptions) =>
      withStore(root, (operator) => sendBroadcast(operator, options)),
    );
  lookCommands(broadcast, root);
  audienceCommands(broadcast, root);
  controlCommands(broadcast, root);
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function lookCommands(broadcast: Command, root: string): void {
  broadcast
    .command("status <id>")
    .description("how far it has come, its answers, and when the last one will be reached")
    .addOption(new Option("--format <format>", "form").choices(["json"]).default("json"))
    .option("--recipients", "every recipient with its history")
    .option("--watch", "follow it until it is over")
    .action((id: string, options: { recipients?: boolean; watch?: boolean }) =>
      withStore(root, (operator) => showStatus(operator, id, options)),
    );
  broadcast
    .command("list")
    .description("the newest broadcasts")
    .action(() =>
      withStore(root, async ({ store }) => {
        for (const one of await store.read(newestBroadcasts)) printJson(one);
      }),
    );
}

function audienceCommands(broadcast: Command, root: string): void {
  const audience = broadcast
    .command("audience")
    .description("audiences to use again, as --to @name");
  audience
    .command("save <name> <query>")
    .description("keep an audience under a name")
    .option("--by <name>", "who keeps it", userInfo().username)
    .action((name: string, query: string, { by }: { by: string }) =>
      withStore(root, async ({ store, clock }) => {
        const kept = { name, query, created_by: by };
        await store.transaction((tx) => saveAudience(tx, kept, clock.now()));
        printJson(kept);
      }),
    );
  audience
    .command("list")
    .description("all of them")
    .action(() =>
      withStore(root, async ({ store }) => {
        for (const one of await store.read(savedAudiences)) printJson(one);
      }),
    );
}

function controlCommands(broadcast: Command, root: string): void {
  for (const control of CONTROL_NAMES)
    broadcast
      .command(`${control} <id>`)
      .description(`${control} a broadcast${control === "approve" ? "" : " or a series"}`)
      .option("--by <name>", "who does it", userInfo().username)
      .action((id: string, { by }: { by: string }) =>
        withStore(root, async ({ store, clock }) => {
          if (control !== "approve" && (await store.read((one) => isSeries(one, id)))) {
            await store.transaction((tx) => controlSeries(tx, id, control));
            return printJson(await store.read((one) => seriesStatus(one, id)));
          }
          await controlBroadcast(store, id, control, by, clock.now());
          printJson(await store.read((connection) => broadcastStatus(connection, id)));
        }),
      );
  broadcast
    .command("resend <id>")
    .description("send again to those whom it surely did not reach")
    .option("--by <name>", "who does it", userInfo().username)
    .action((id: string, { by }: { by: string }) =>
      withStore(root, async ({ store, clock }) =>
        printJson(await resendFailed(store, id, by, clock.now())),
      ),
    );
}
