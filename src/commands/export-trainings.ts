import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { Option, type Command } from "commander";
import { OperatorError } from "../core/errors.ts";
import { makePdf } from "../documents/pdf.ts";
import {
  exportGroups,
  exportParticipants,
  exportTrainings,
  GROUP_COLUMNS,
  GROUPINGS,
  PARTICIPANT_COLUMNS,
  TRAINING_COLUMNS,
  trainingLists,
  type Grouping,
  type Period,
  type TrainingList,
} from "../modules/trainings/export.ts";
import type { Store } from "../store/connection.ts";
import { TABLE_FORMATS, writeTable, type Table, type TableFormat } from "../tables/tables.ts";
import { participantSheet } from "./participant-sheet.ts";

interface Options extends Period {
  format: TableFormat | "pdf";
  out?: string;
  training?: string;
  by?: Grouping;
}

type WithStore = (work: (store: Store) => Promise<void>) => Promise<void>;

/** `export trainings`: one row a training, small groups not told apart. */
export function exportTrainingsCommand(command: Command, withStore: WithStore): void {
  command
    .description("trainings with how many were invited, come and came")
    .action((options: Options) =>
      withStore((store) =>
        write({ columns: TRAINING_COLUMNS, rows: exportTrainings(store, options) }, options),
      ),
    );
}

/** `export participants`: who answered and who came, as a table or as a list to print and sign. */
export function exportParticipantsCommand(
  command: Command,
  root: string,
  now: () => Date,
  withStore: WithStore,
): void {
  command
    .description("who answered and who came, by training; --by counts attendances and persons")
    .addOption(
      new Option("--format <format>", "form of the list; pdf to print and sign")
        .choices([...TABLE_FORMATS, "pdf"])
        .default("csv"),
    )
    .option("--out <file>", "file to write; standard output when left out")
    .option("--training <id>", "only this training, by the id that export trainings gives")
    .addOption(
      new Option("--by <group>", "attendances and different persons by this").choices(GROUPINGS),
    )
    .action((options: Options) =>
      withStore(async (store) => {
        if (options.by !== undefined && options.format === "pdf")
          throw new OperatorError("The list for print holds all counts: leave --by out.");
        if (options.format === "pdf") return writeSheet(store, root, now(), options);
        return options.by === undefined
          ? write(
              {
                columns: PARTICIPANT_COLUMNS,
                rows: exportParticipants(store, options, options.training ?? null),
              },
              options,
            )
          : write(
              { columns: GROUP_COLUMNS, rows: exportGroups(store, options, options.by) },
              options,
            );
      }),
    );
}

async function write<Column extends string>(table: Table<Column>, options: Options): Promise<void> {
  const out = options.out === undefined ? process.stdout : createWriteStream(options.out);
  const count = await writeTable(table, options.format as TableFormat, out);
  if (out !== process.stdout) {
    out.end();
    await finished(out);
  }
  process.stderr.write(`${count} rows${writtenTo(options)}\n`);
}

async function writeSheet(store: Store, root: string, now: Date, options: Options): Promise<void> {
  const lists: TrainingList[] = [];
  for await (const list of trainingLists(store, options, options.training ?? null))
    lists.push(list);
  if (lists.length === 0)
    throw new OperatorError(
      "There is no such training in these days. `kallpanchis export trainings` lists them.",
    );
  const bytes = await makePdf(participantSheet(lists, now), join(root, "assets"));
  if (options.out === undefined) process.stdout.write(bytes);
  else await writeFile(options.out, bytes);
  process.stderr.write(`${lists.length} trainings${writtenTo(options)}\n`);
}

function writtenTo({ out }: Options): string {
  return out === undefined ? "" : ` written to ${out}`;
}
