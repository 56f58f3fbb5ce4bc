import { textWithChoices } from "../channels/menu.ts";
import type { FlowCoverage } from "./coverage.ts";
import type { Mismatch } from "./expect.ts";
import type { Performance, Scene } from "./play.ts";

/** Places of one flow that are listed; the rest is counted. */
const MISSING_LISTED = 12;

/** A conversation that went otherwise: what was said up to there, and what differs line by line. */
export function writeFailure(performance: Performance): string {
  const { script, language, scenes, mismatches, faults } = performance;
  const line = scenes.at(-1)?.line ?? script.line;
  return [
    `✗ ${script.file}:${line} ${script.test.name} (${language})`,
    ...scenes.flatMap(writeScene),
    ...mismatches.flatMap(writeMismatch),
    ...[...new Set(faults)].map((fault) => `    fault: ${fault}`),
  ].join("\n");
}

function writeScene({ deed, heard }: Scene): string[] {
  const shown = heard.flatMap((content) => textWithChoices(content).split("\n"));
  return [`    » ${deed}`, ...shown.filter((line) => line !== "").map((line) => `      ${line}`)];
}

/** Lines both have stand unmarked; `-` was expected, `+` came. */
function writeMismatch({ about, wanted, got }: Mismatch): string[] {
  return [
    `    ${about}: - expected, + came`,
    ...differences(wanted, got).map((line) => `      ${line.replaceAll("\n", "\n        ")}`),
  ];
}

/** A line-by-line comparison by the longest common subsequence. */
function differences(wanted: string[], got: string[]): string[] {
  const [first, ...restWanted] = wanted;
  const [came, ...restGot] = got;
  if (first === undefined) return got.map((line) => `+ ${line}`);
  if (came === undefined) return wanted.map((line) => `- ${line}`);
  if (first === came) return [`  ${first}`, ...differences(restWanted, restGot)];
  return got.includes(first)
    ? [`+ ${came}`, ...differences(wanted, restGot)]
    : [`- ${first}`, ...differences(restWanted, got)];
}

/** One line a flow, and what nobody came to. */
export function writeCoverage(coverage: FlowCoverage[]): string {
  return coverage
    .flatMap(({ flow, nodes, ways, missing }) => [
      `${missing.length === 0 ? "✓" : "·"} ${flow}: ${nodes.walked} of ${nodes.all} nodes, ${ways.walked} of ${ways.all} ways`,
      ...missing.slice(0, MISSING_LISTED).map((place) => `    nobody came to ${place}`),
      ...(missing.length > MISSING_LISTED
        ? [`    and to ${missing.length - MISSING_LISTED} other places`]
        : []),
    ])
    .join("\n");
}
