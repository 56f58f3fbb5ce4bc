import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { Option, type Command } from "commander";
import { readConfig } from "../config.ts";
import { OperatorError } from "../core/errors.ts";
import { addDays, isLimaDay, limaDay } from "../core/lima.ts";
import { exportPrices, PRICE_COLUMNS } from "../modules/market/price-export.ts";
import {
  DELIVERY_COLUMNS,
  exportDeliveries,
  exportOffers,
  OFFER_COLUMNS,
} from "../modules/market/sale-export.ts";
import { exportMilk, MILK_COLUMNS } from "../modules/milk/export.ts";
import { exportFamilies } from "../modules/people/roster/export.ts";
import { ROSTER_COLUMNS } from "../modules/people/roster/file.ts";
import type { Store } from "../store/connection.ts";
import { openStore } from "../store/open.ts";
import { TABLE_FORMATS, writeTable, type Table, type TableFormat } from "../tables/tables.ts";
import { exportPersonCommand } from "./export-person.ts";
import { exportAnswersCommand } from "./export-answers.ts";
import { exportParticipantsCommand, exportTrainingsCommand } from "./export-trainings.ts";

interface Period {
  from: string;
  to: string;
}

interface TableOptions {
  format: TableFormat;
  out?: string;
}

/** `kallpanchis export …`: milk, one row a family and day, the answers to recorded flows, and trainings. */
export function exportCommand(program: Command, root: string): void {
  const exports = program.command("export").description("take data out");
  withForm(withPeriod(exports.command("milk")))
    .description("milk by family and day: the figures now in force")
    .action((options: TableOptions & Period) =>
      withStore(root, (store) => writeMilk(store, options)),
    );
  withForm(withPeriod(exports.command("prices")))
    .description("prices seen on markets, one row a quote")
    .action((options: TableOptions & Period) =>
      withStore(root, (store) => writePrices(store, options)),
    );
  withForm(withPeriod(exports.command("offers")))
    .description("what was offered and looked for, one row an offer")
    .action((options: TableOptions & Period) =>
      withStore(root, (store) => writeOffers(store, options)),
    );
  withForm(withPeriod(exports.command("deliveries")))
    .description("what was asked for and what became of it")
    .action((options: TableOptions & Period) =>
      withStore(root, (store) => writeDeliveries(store, options)),
    );
  withForm(exports.command("families"))
    .description("all families as a roster file: importing it again changes nothing")
    .action((options: TableOptions) => withStore(root, (store) => writeFamilies(store, options)));
  const opened = <T>(work: (store: Store) => Promise<T>): Promise<T> => withStore(root, work);
  exportPersonCommand(exports.command("person"), opened);
  exportAnswersCommand(withPeriod(exports.command("answers")), opened);
  // Trainings lie ahead as well.
  exportTrainingsCommand(withForm(withPeriod(exports.command("trainings"), YEAR)), opened);
  const participants = withPeriod(exports.command("participants"), YEAR);
  exportParticipantsCommand(participants, root, () => new Date(), opened);
}

async function writeFamilies(store: Store, options: TableOptions): Promise<void> {
  const leftOut = { persons: 0 };
  const rows = exportFamilies(store, leftOut);
  await write({ columns: ROSTER_COLUMNS, rows }, options);
  if (leftOut.persons > 0)
    process.stderr.write(
      `${leftOut.persons} persons left out, whom a roster cannot hold: no name yet, or no phone or Telegram id of their own\n`,
    );
}

async function writeMilk(store: Store, options: TableOptions & Period): Promise<void> {
  const rows = exportMilk(store, options);
  await write(
    { columns: MILK_COLUMNS, rows, numbers: ["morning_l", "evening_l", "total_l"] },
    options,
  );
}

async function writePrices(store: Store, options: TableOptions & Period): Promise<void> {
  const rows = exportPrices(store, options);
  const numbers = ["price", "each_g", "price_compared"] as const;
  await write({ columns: PRICE_COLUMNS, rows, numbers: [...numbers] }, options);
}

async function writeOffers(store: Store, options: TableOptions & Period): Promise<void> {
  const numbers = ["quantity", "each_g", "left", "price"] as const;
  const rows = exportOffers(store, options);
  await write({ columns: OFFER_COLUMNS, rows, numbers: [...numbers] }, options);
}

async function writeDeliveries(store: Store, options: TableOptions & Period): Promise<void> {
  const numbers = ["quantity", "price"] as const;
  const rows = exportDeliveries(store, options);
  await write({ columns: DELIVERY_COLUMNS, rows, numbers: [...numbers] }, options);
}

/** Writes a table to the file or standard output, and tells how many rows it had. */
async function write<Column extends string>(
  table: Table<Column>,
  options: TableOptions,
): Promise<void> {
  const out = options.out === undefined ? process.stdout : createWriteStream(options.out);
  const count = await writeTable(table, options.format, out);
  if (out !== process.stdout) {
    out.end();
    await finished(out);
  }
  process.stderr.write(
    `${count} rows${options.out === undefined ? "" : ` written to ${options.out}`}\n`,
  );
}

/** Adds the form of the table and where it goes. */
function withForm(command: Command): Command {
  return command
    .addOption(
      new Option("--format <format>", "form of the table").choices(TABLE_FORMATS).default("csv"),
    )
    .option("--out <file>", "file to write; standard output when left out");
}

const YEAR = 366;

/**
 * Adds the days to take out, which are checked before the command does anything.
 * @param ahead days from today to the last day, when that is left out
 */
function withPeriod(command: Command, ahead = 0): Command {
  const last = addDays(limaDay(new Date()), ahead);
  const meant = ahead === 0 ? "today" : "a year ahead";
  return command
    .option("--from <day>", "first day, YYYY-MM-DD", "2000-01-01")
    .option("--to <day>", `last day, YYYY-MM-DD; ${meant} when left out`, last)
    .hook("preAction", (checked) => checkPeriod(checked.opts<Period>()));
}

function checkPeriod({ from, to }: Period): void {
  for (const [name, day] of Object.entries({ from, to }))
    if (!isLimaDay(day))
      throw new OperatorError(`--${name} must be a day such as 2026-11-23, not "${day}".`);
  if (from > to) throw new OperatorError(`--from ${from} lies after --to ${to}. Exchange them.`);
}

async function withStore<Result>(
  root: string,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const { databaseUrl } = readConfig(process.env, process.cwd());
  const store = await openStore(databaseUrl, join(root, "prisma"));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
