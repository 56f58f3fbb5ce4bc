import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { OperatorError } from "./core/errors.ts";
import { auditCommand } from "./commands/audit.ts";
import { backupCommands } from "./commands/backup.ts";
import { broadcastCommand } from "./commands/broadcast.ts";
import { calendarCommand } from "./commands/calendar.ts";
import { chatCommand } from "./commands/chat.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { flowsCommand } from "./commands/flows.ts";
import { importCommand } from "./commands/import.ts";
import { inviteCommand } from "./commands/invite.ts";
import { startCommand } from "./commands/start.ts";
import { tallyCommand } from "./commands/tally.ts";
import { whatsappCommand } from "./commands/whatsapp.ts";
import { verifyCommand } from "./commands/verify.ts";

/** The folder that holds prisma, flows, locales, assets and dist. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const program = new Command("kallpanchis")
  .description(
    "A chat service for rural producers. Settings come from the environment or a .env file; see README.md.",
  )
  .showHelpAfterError("(add --help for what is possible)");
startCommand(program, root);
chatCommand(program);
broadcastCommand(program, root);
calendarCommand(program, root);
importCommand(program, root);
inviteCommand(program, root);
exportCommand(program, root);
flowsCommand(program, root);
backupCommands(program, root);
demoCommand(program, root);
doctorCommand(program, root);
tallyCommand(program);
whatsappCommand(program, root);
verifyCommand(program);
auditCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
