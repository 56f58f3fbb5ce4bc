import type { ActionResult } from "../../core/action.ts";
import { personOf, type MarketAction, type MarketCall } from "./calls.ts";
import { earnedByMonth, monthsBefore } from "./earnings.ts";
import { referencePrice } from "./sale-actions.ts";
import { line, money, text } from "./words.ts";

/** Months told in one answer, this one included. */
const MONTHS = 3;

/** What flows may ask about what the milk earned. */
export const earningsActions: MarketAction[] = [
  {
    name: "market.earnings",
    harmless: true,
    inputs: {},
    outputs: { months: "lines", total: "money" },
    outcomes: ["earned", "no_milk", "no_price"],
    run: (call) => tellEarnings(call),
  },
];

async function tellEarnings(call: MarketCall): Promise<ActionResult> {
  const { familyId } = personOf(call);
  const since = monthsBefore(call.today, MONTHS - 1);
  const milk = await call.tx.query<{ day: string; total_ml: number }>(
    "SELECT day, total_ml FROM milk_day WHERE family_id = $1 AND day >= $2 AND day <= $3",
    familyId,
    since,
    call.today,
  );
  if (milk.every((one) => one.total_ml === 0)) return { outcome: "no_milk" };
  const paid = await call.tx.query<{ day: string; centimos: number }>(
    `SELECT day, per_priced AS centimos FROM paid_report
     WHERE family_id = $1 AND product = 'milk' AND withdrawn_at IS NULL ORDER BY day DESC LIMIT 100`,
    familyId,
  );
  const reference = await referencePrice(call.tx, "milk", "", null, call.today);
  const months = earnedByMonth(
    milk.map(({ day, total_ml: totalMl }) => ({ day, totalMl })),
    paid,
    reference?.centimos ?? null,
  );
  if (months.length === 0) return { outcome: "no_price" };
  const lines = months.map(({ month, ml, centimosPerLitre, source, centimos }) =>
    line(`earned_${source}`, {
      month: text(`${month.slice(5)}/${month.slice(0, 4)}`),
      litres: { type: "litres", ml },
      price: money(centimosPerLitre),
      sum: money(centimos),
    }),
  );
  const total = months.reduce((sum, one) => sum + one.centimos, 0);
  return { outcome: "earned", values: { months: { type: "lines", lines }, total: money(total) } };
}
