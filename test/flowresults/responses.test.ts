import { describe, expect, it } from "vitest";
import type { FlowValue } from "../../src/core/value.ts";
import { limaTimestamp, responseOf } from "../../src/flowresults/responses.ts";

const DAY = "2026-11-23";
const option = (key: string): { key: string; label: string } => ({ key, label: key.toUpperCase() });

describe("an answer in a package", () => {
  const cases: [value: FlowValue | null, json: string, cell: string][] = [
    [null, "null", ""],
    [{ type: "text", text: 'Dice "sí",\nno' }, String.raw`"Dice \"sí\",\nno"`, 'Dice "sí",\nno'],
    [{ type: "number", milli: 4000 }, "4", "4"],
    [{ type: "number", milli: 1500 }, "1.5", "1.5"],
    [{ type: "number", milli: -5 }, "-0.005", "-0.005"],
    [{ type: "number", milli: 9_007_199_254_740_991 }, "9007199254740.991", "9007199254740.991"],
    [{ type: "litres", ml: 12_250 }, "12.25", "12.25"],
    [{ type: "truth", truth: true }, '"yes"', "yes"],
    [{ type: "truth", truth: false }, '"no"', "no"],
    [{ type: "day", day: DAY }, '"2026-11-23"', DAY],
    [{ type: "time", minute: 510 }, '"08:30:00"', "08:30:00"],
    [
      { type: "moment", day: DAY, minute: 1439 },
      '"2026-11-23T23:59:00-05:00"',
      "2026-11-23T23:59:00-05:00",
    ],
    [{ type: "choice", choice: option("milk") }, '"milk"', "milk"],
    [
      { type: "choices", choices: [option("wool"), option("milk")] },
      '["wool","milk"]',
      '["wool","milk"]',
    ],
    [{ type: "choices", choices: [] }, "[]", "[]"],
    [{ type: "container", unit: "porongo", countMilli: 2500 }, '"2.5 porongo"', "2.5 porongo"],
    [
      {
        type: "figures",
        figures: [{ day: DAY, totalMl: 12_000, morningMl: 7000, eveningMl: 5000 }],
      },
      '"2026-11-23 12 L (7 L + 5 L)"',
      "2026-11-23 12 L (7 L + 5 L)",
    ],
    [
      { type: "reading", reading: { kind: "wordless" } },
      String.raw`"{\"kind\":\"wordless\"}"`,
      '{"kind":"wordless"}',
    ],
  ];

  it.each(cases)("%j is %s", (value, json, cell) => {
    expect(responseOf(value)).toEqual({ json, cell });
    JSON.parse(json);
  });

  it("was given at an hour of Lima", () => {
    const given = new Date("2026-11-24T04:59:59.037Z");
    expect(limaTimestamp(given)).toBe("2026-11-23T23:59:59.037-05:00");
    expect(new Date(limaTimestamp(given))).toEqual(given);
  });
});
