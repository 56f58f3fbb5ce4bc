import type { Reading } from "../core/reading.ts";
import { hasMark, type Item } from "./items.ts";
import { quantitiesIn } from "./quantities.ts";

/** Other things than milk that a message may hold: products, a price, the herd, a document. */
export function readOtherGoods(items: readonly Item[]): Reading | null {
  if (quantitiesIn(items).length > 0 || items.some((item) => item.kind === "cans")) return null;
  const goods = items.find((item) => item.kind === "goods");
  if (goods?.kind === "goods") {
    return { kind: "product", product: goods.product, count: goods.milli, unit: goods.unit };
  }
  if (items.some((item) => item.kind === "price")) return { kind: "intent", intent: "price" };
  const identity = items.find((item) => item.kind === "identity");
  if (identity?.kind === "identity" && identity.digits.length === 8) {
    return { kind: "intent", intent: "identity_document" };
  }
  const ownsHerd = items.some((item) => item.kind === "herd") && hasMark(items, "own");
  return ownsHerd ? { kind: "intent", intent: "herd" } : null;
}
