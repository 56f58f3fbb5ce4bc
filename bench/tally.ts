/**
 * Equal Shares on elections as large as a province's and a city's: seconds and memory of both exact programs and of a
 * plain float program, each in a process of its own; and how long the talking thread is held up while the counting
 * thread counts.
 *
 *   npm run bench tally -- [--second-large]
 */
import { execFileSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { makeCounting } from "../src/counting/counting.ts";
import { makeElection } from "./tally/elections.ts";
import { benchRule } from "./tally/rule.ts";

interface Measured {
  ms: number;
  raised: number;
  megabytes: number;
  cpuMs: number;
  winners: string[];
}

const here = dirname(fileURLToPath(import.meta.url));
/** The second program is plain, not fast: on a city it takes minutes. */
const slow = process.argv.includes("--second-large") ? ["second"] : [];
const cases = [
  { voters: 3000, projects: 40, completion: "add1u", programs: ["first", "second"] },
  { voters: 10_000, projects: 150, completion: "add1", programs: ["first", ...slow, "floats"] },
  { voters: 90_000, projects: 140, completion: "add1", programs: ["first", ...slow, "floats"] },
];

process.stdout.write(
  "| voters | projects | completion | program | seconds | CPU s | memory MB | counts | winners |\n|---|---|---|---|---|---|---|---|---|\n",
);
for (const { voters, projects, completion, programs } of cases) {
  let exact = "";
  for (const program of programs) {
    const words = [program, String(voters), String(projects), completion];
    const out = execFileSync(process.execPath, [join(here, "tally", "child.mjs"), ...words], {
      encoding: "utf8",
    });
    const { ms, raised, megabytes, cpuMs, winners } = JSON.parse(out) as Measured;
    if (program === "first") exact = winners.join();
    const same = winners.join() === exact ? "" : ", others than the exact ones";
    const seconds = (value: number): string => (value / 1000).toFixed(2);
    process.stdout.write(
      `| ${voters} | ${projects} | ${completion} | ${program} | ${seconds(ms)} | ${seconds(cpuMs)} | ${megabytes.toFixed(0)} | ${raised + 1} | ${winners.length}${same} |\n`,
    );
  }
}

const counting = makeCounting(resolve("dist/counting-worker.mjs"));
const election = makeElection(3000, 40);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const began = performance.now();
await counting.count(election, benchRule("add1u"));
const seconds = ((performance.now() - began) / 1000).toFixed(1);
delay.disable();
await counting.stop();
process.stdout.write(
  `\nBoth programs in the counting thread, 3000 x 40 add1u: ${seconds} s; meanwhile the talking thread was late by ${(delay.percentile(95) / 1e6 - 5).toFixed(1)} ms (p95), ${(delay.max / 1e6).toFixed(0)} ms at most.\n`,
);
