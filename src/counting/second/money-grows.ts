import type { Election, PhragmenRule } from "../election.ts";
import { type Line, type Sheet, firstOf } from "./precedence.ts";
import { commonDivisor, ratioText } from "./ratio.ts";

/** Equal ballots: how many there are, and when they last had no money, in parts of the clock's scale. */
interface Purse {
  heads: bigint;
  wants: readonly string[];
  emptySince: bigint;
}

/**
 * Phragmén, told by the clock: every voter is given one unit of money each unit of time. A project is bought at the
 * moment its supporters together hold its cost, and their purses are empty then.
 */
export function growMoney(election: Election, rule: PhragmenRule, sheets: Sheet[]): Line[] {
  const purses = pursesOf(election);
  const lines: Line[] = [];
  let open = sheets.filter(({ support }) => support > 0n);
  const fansOf = new Map(
    open.map(({ id }) => [id, purses.filter(({ wants }) => wants.includes(id))]),
  );
  let left = election.budget;
  /** Moments are whole numbers of parts, `scale` parts a unit of time. */
  let scale = 1n;
  for (;;) {
    const moments = open.map((sheet) => {
      const fans = fansOf.get(sheet.id) ?? [];
      const heads = fans.reduce((sum, fan) => sum + fan.heads, 0n);
      const missed = fans.reduce((sum, fan) => sum + fan.heads * fan.emptySince, 0n);
      return { sheet, fans, parts: sheet.cost * scale + missed, heads };
    });
    const [start] = moments;
    if (start === undefined) return lines;
    const soonest = moments.reduce(
      (best, moment) => (moment.parts * best.heads < best.parts * moment.heads ? moment : best),
      start,
    );
    const due = moments.filter(
      (moment) => moment.parts * soonest.heads === soonest.parts * moment.heads,
    );
    if (due.some(({ sheet }) => sheet.cost > left)) return lines;
    const chosen = firstOf(
      due.map(({ sheet }) => sheet),
      rule,
    );
    const { fans, parts, heads } = due.find(({ sheet }) => sheet === chosen) ?? soonest;
    lines.push({ project: chosen.id, cost: chosen.cost, figure: ratioText(parts, heads * scale) });
    const finer = heads / commonDivisor(parts, heads);
    for (const purse of purses) purse.emptySince *= finer;
    for (const fan of fans) fan.emptySince = (parts * finer) / heads;
    scale *= finer;
    left -= chosen.cost;
    open = open.filter((sheet) => sheet !== chosen);
  }
}

function pursesOf(election: Election): Purse[] {
  const purses = new Map<string, Purse>();
  for (const { choices } of election.ballots) {
    const wants = choices.map(({ project }) => project).sort();
    const key = JSON.stringify(wants);
    const purse = purses.get(key) ?? { heads: 0n, wants, emptySince: 0n };
    purse.heads += 1n;
    purses.set(key, purse);
  }
  return [...purses.values()];
}
