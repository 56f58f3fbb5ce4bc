import { hasMark, markAt, type Item, type Rewriting } from "./items.ts";
import type { Mark } from "./marks.ts";

/** Words that may stand between "no" and the verb without changing that there was no milk. */
const BETWEEN: readonly Mark[] = [
  "filler",
  "milk",
  "cow",
  "able",
  "article",
  "of",
  "own",
  "exist",
  "give",
  "produce",
  "today",
  "none",
  "litre",
];

/** Rule: the ways to say that there was no milk ("no ordeñé", "manan ch'awarqanichu", "la vaca está seca"). */
export function noMilkRule(items: readonly Item[], at: number): Rewriting | null {
  const mark = markAt(items, at);
  if (mark === "no_milk") return nothing(1, false);
  if (mark === "none") return nothing(1, false);
  if (mark === "dry") return dry(items);
  if (mark === "milk" && markAt(items, at + 1) === "no" && items.length === at + 2)
    return nothing(2, false);
  return mark === "no" ? denied(items, at) : null;
}

function denied(items: readonly Item[], at: number): Rewriting | null {
  let end = at + 1;
  let isDenial = false;
  while (BETWEEN.includes(markAt(items, end) ?? "lookalike")) {
    const mark = markAt(items, end);
    isDenial ||=
      mark === "produce" ||
      mark === "give" ||
      mark === "exist" ||
      mark === "none" ||
      mark === "milk";
    end += 1;
  }
  const next = items[end];
  const deniesFigure =
    next !== undefined && ["number", "amount", "container", "cans"].includes(next.kind);
  if (!isDenial || deniesFigure) return null;
  return nothing(end - at, hasMark(items.slice(at, end), "litre"));
}

/** One dry cow among others says nothing about the day's milk. */
function dry(items: readonly Item[]): Rewriting {
  const oneOfMany =
    hasMark(items, "another", "foreign") ||
    items.some((item) => item.kind === "herd" || item.kind === "number");
  return oneOfMany ? { take: 1, put: [] } : nothing(1, false);
}

function nothing(take: number, saidLitres: boolean): Rewriting {
  return { take, put: [{ kind: "nothing", unit: saidLitres ? "L" : "L_implied" }] };
}
