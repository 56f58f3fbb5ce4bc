import { userInfo } from "node:os";
import type { Command } from "commander";
import { addRestDay, removeRestDay, restDays } from "../broadcast/calendar.ts";
import { printJson, withStore } from "./operator-store.ts";

interface AddOptions {
  day: string;
  name: string;
  municipality?: string;
  by: string;
}

/** `kallpanchis calendar …`: days on which nothing unsolicited is sent. */
export function calendarCommand(program: Command, root: string): void {
  const calendar = program
    .command("calendar")
    .description("days of rest by municipality: nothing unsolicited is sent on them");
  calendar
    .command("add")
    .description("add a day, or a day of every week")
    .requiredOption("--day <day>", "2026-12-08, or sunday to saturday for every week")
    .requiredOption("--name <name>", "what it is, such as a feast or the market")
    .option("--municipality <name>", "where; everywhere when left out")
    .option("--by <name>", "who adds it", userInfo().username)
    .action(({ day, name, municipality, by }: AddOptions) =>
      withStore(root, async ({ store, clock }) => {
        const added = { municipality: municipality ?? null, day, name, created_by: by };
        const id = await store.transaction((tx) => addRestDay(tx, added, clock.now()));
        printJson({ id, ...added });
      }),
    );
  calendar
    .command("list")
    .description("all of them")
    .action(() =>
      withStore(root, async ({ store }) => {
        for (const one of await store.read(restDays)) printJson(one);
      }),
    );
  calendar
    .command("remove <id>")
    .description("take one out; `list` shows the ids")
    .action((id: string) =>
      withStore(root, async ({ store }) => {
        await store.transaction((tx) => removeRestDay(tx, id));
        printJson({ removed: id });
      }),
    );
}
