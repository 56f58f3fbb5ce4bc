import fc from "fast-check";
import { expect, it } from "vitest";
import { OperatorError } from "../../src/core/errors.ts";
import type { Converted } from "../../src/rapidpro/convert.ts";
import { errorsOf, exportText, imported } from "./import.ts";

const EXPORTS = ["herd", "visit", "workshop", "prices", "home"].map(
  (name) => JSON.parse(exportText(name)) as unknown,
);

const PIECES: unknown[] = [
  null,
  0,
  -1,
  1e300,
  "",
  " ",
  "../../../etc/passwd",
  "__proto__",
  "constructor",
  "@results.cows",
  "{cows}",
  "@(if(1, 2, 3)",
  "\u0000\uD800",
  "basta",
  "no",
  "1",
  "no not and",
  "has_number_lt",
  "has_text",
  "random",
  "x".repeat(5000),
  [],
  {},
  [[]],
  true,
];

type Holder = Record<string, unknown> | unknown[];

/** Every place of some data: who holds it, and under which key. */
function placesIn(data: unknown, found: [Holder, string][] = []): [Holder, string][] {
  if (typeof data !== "object" || data === null) return found;
  for (const [key, value] of Object.entries(data)) {
    found.push([data as Holder, key]);
    placesIn(value, found);
  }
  return found;
}

const change = fc.tuple(
  fc.nat(),
  fc.constantFrom("put", "drop", "copy", "swap"),
  fc.nat(),
  fc.constantFrom(...PIECES),
);

function mutated(data: unknown, changes: [number, string, number, unknown][]): unknown {
  const copy = structuredClone(data);
  for (const [at, kind, other, piece] of changes) {
    const places = placesIn(copy);
    const [holder, key] = places[at % places.length] ?? [{}, ""];
    const [from, name] = places[other % places.length] ?? [{}, ""];
    const value = structuredClone(Reflect.get(from, name) as unknown);
    if (kind === "put") Reflect.set(holder, key, structuredClone(piece));
    if (kind === "drop" && Array.isArray(holder)) holder.splice(Number(key), 1);
    else if (kind === "drop") Reflect.deleteProperty(holder, key);
    if (kind === "copy" && Array.isArray(holder)) holder.push(value);
    // Texts for texts: other ways, other tests, the same names twice.
    if (kind === "swap" && typeof value === typeof Reflect.get(holder, key))
      Reflect.set(holder, key, value);
  }
  return copy;
}

it("never stumbles over a mutated export, and what it makes of one compiles", () => {
  let taken = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...EXPORTS),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      (data, changes) => {
        let made: Converted;
        try {
          made = imported(JSON.stringify(mutated(data, changes)));
        } catch (error) {
          expect(error).toBeInstanceOf(OperatorError);
          expect((error as Error).message).not.toContain("\n");
          return;
        }
        taken += 1;
        expect(errorsOf(made)).toEqual([]);
      },
    ),
    {
      numRuns: 200,
      // A result named like what every object of the language has.
      examples: [[EXPORTS[2], [[974934537, "put", 0, "constructor"]]]],
    },
  );
  expect(taken).toBeGreaterThan(0);
});
