import { count } from "../../src/counting/first/count.ts";
import { recount } from "../../src/counting/second/recount.ts";
import { floatShares } from "./floats.ts";
import { makeElection } from "./elections.ts";
import { benchRule } from "./rule.ts";

/** One count in a process of its own, so that its memory is its own. */
const [program = "", voters = "", projects = "", completion = "add1"] = process.argv.slice(2);
const election = makeElection(Number(voters), Number(projects));
const rule = benchRule(completion);
const began = performance.now();
let winners: string[] = [];
let raised = 0;
if (program === "first") {
  const outcome = count(election, rule);
  winners = outcome.winners;
  raised = outcome.equalShares?.raised ?? 0;
} else if (program === "second") winners = recount(election, rule).map(({ project }) => project);
else ({ winners, raised } = floatShares(election));
const ms = performance.now() - began;
const { maxRSS } = process.resourceUsage();
process.stdout.write(
  `${JSON.stringify({ ms, raised, megabytes: maxRSS / 1024, cpuMs: process.cpuUsage().user / 1000, winners })}\n`,
);
