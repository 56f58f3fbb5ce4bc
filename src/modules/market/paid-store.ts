import type { LimaDay } from "../../core/lima.ts";
import type { Product, Size, Unit } from "../../core/products.ts";
import { instant, type Connection } from "../../store/connection.ts";

/** What a family was paid; private. */
export interface NewPaidReport {
  id: string;
  familyId: string;
  personId: string;
  product: Product;
  size: Size | null;
  day: LimaDay;
  centimos: number;
  unit: Unit;
  eachGrams: number | null;
  perPriced: number;
  at: Date;
  actKey: string;
}

/** Newest reports looked at for a median. */
const MOST = 300;

/** Keeps what a family was paid; a second try of the same act changes nothing. */
export async function recordPaid(tx: Connection, report: NewPaidReport): Promise<void> {
  await tx.run(
    `INSERT INTO paid_report (id, family_id, person_id, product, size, day, centimos, unit, each_grams, per_priced, created_at, act_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (act_key) DO NOTHING`,
    report.id,
    report.familyId,
    report.personId,
    report.product,
    report.size ?? "",
    report.day,
    report.centimos,
    report.unit,
    report.eachGrams,
    report.perPriced,
    instant(report.at),
    report.actKey,
  );
}

/** Withdraws one report of a family; false when it was withdrawn already or is not theirs. */
export async function withdrawPaid(
  tx: Connection,
  familyId: string,
  id: string,
  now: Date,
): Promise<boolean> {
  const changed = await tx.run(
    "UPDATE paid_report SET withdrawn_at = $3 WHERE id = $1 AND family_id = $2 AND withdrawn_at IS NULL",
    id,
    familyId,
    instant(now),
  );
  return changed === 1;
}

/** What families were paid for a product since a day, the newest first. */
export async function paidSince(
  connection: Connection,
  product: Product,
  since: LimaDay,
): Promise<{ familyId: string; centimos: number }[]> {
  const rows = await connection.query<{ family_id: string; per_priced: number }>(
    `SELECT family_id, per_priced FROM paid_report
     WHERE product = $1 AND day >= $2 AND withdrawn_at IS NULL ORDER BY day DESC, id DESC LIMIT ${MOST}`,
    product,
    since,
  );
  return rows.map((row) => ({ familyId: row.family_id, centimos: row.per_priced }));
}
