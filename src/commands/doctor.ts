import { join } from "node:path";
import type { Command } from "commander";
import { actions } from "../actions.ts";
import { telegramHealth } from "../channels/telegram/diagnose.ts";
import { WEBHOOK_PATH } from "../channels/telegram/telegram.ts";
import { readConfig, type Config } from "../config.ts";
import { fault, warning, well, writeFinding, type Finding } from "../doctor/findings.ts";
import { judgeDatabase, judgeTelegram, lookAtFolder, lookAtService } from "../doctor/machine.ts";
import { writeProblem } from "../flow/source.ts";
import { redisAnswers } from "../jobs/queue.ts";
import { findRedis } from "../jobs/redis-server.ts";
import { compileFlows, readLexicon } from "../library.ts";
import { databaseHealth } from "../store/health.ts";

/** `kallpanchis doctor`: looks at everything the service needs, changes nothing, and says what to do. */
export function doctorCommand(program: Command, root: string): void {
  program
    .command("doctor")
    .description("look at everything the service needs and say what to do; changes nothing")
    .action(async () => {
      const config = readConfig(process.env, process.cwd());
      let faults = 0;
      for (const look of looks(config, root))
        for (const finding of [await look()].flat()) {
          process.stdout.write(`${writeFinding(finding)}\n`);
          if (finding.state === "fault") faults += 1;
        }
      if (faults > 0) {
        process.stderr.write(
          `${faults === 1 ? "One thing keeps" : `${faults} things keep`} the service from running well.\n`,
        );
        process.exitCode = 1;
      }
    });
}

function looks(
  config: Config,
  root: string,
): (() => Finding | Finding[] | Promise<Finding | Finding[]>)[] {
  const url = config.publicUrl ?? `http://${config.host}:${config.port}`;
  return [
    () => well("node", process.versions.node),
    () => lookAtFolder(config.data),
    () => lookAtService(config.data, `http://${config.host}:${config.port}`),
    async () => judgeDatabase(await databaseHealth(config.databaseUrl, join(root, "prisma"))),
    () => lookAtRedis(config.redisUrl),
    () => lookAtFlows(root),
    () => lookAtTelegram(config, `${url}${WEBHOOK_PATH}`),
  ];
}

async function lookAtRedis(url: string | null): Promise<Finding> {
  const what = "redis";
  if (url !== null)
    return (await redisAnswers(url))
      ? well(what, "answers")
      : fault(what, "does not answer", "check that it runs and that REDIS_URL is right");
  const program = findRedis();
  return program === null
    ? warning(
        what,
        "redis-server is not installed",
        "the service installs it at its start when it may; else: sudo apt-get install redis-server",
      )
    : well(what, `the service starts its own (${program})`);
}

function lookAtFlows(root: string): Finding {
  const { programs, problems } = compileFlows(root, actions, readLexicon(root));
  const errors = problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  return first === undefined
    ? well("flows", `${programs.length} compile`)
    : fault(
        "flows",
        `${errors.length} errors, the first: ${writeProblem(first)}`,
        "see them all with: npx kallpanchis flows check",
      );
}

async function lookAtTelegram(config: Config, webhookUrl: string): Promise<Finding> {
  const { telegram } = config;
  if (telegram === null) return well("telegram", "off (TELEGRAM_BOT_TOKEN is not set)");
  return judgeTelegram(
    await telegramHealth(telegram.token, telegram.apiRoot),
    telegram.mode,
    webhookUrl,
  );
}
