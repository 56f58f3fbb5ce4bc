import type { MilkDoubt } from "../core/reading.ts";
import type { Item } from "./items.ts";

/** A quantity of milk at its place in the row. */
export interface Quantity {
  ml: number;
  place: number;
  spelled: boolean;
  /** Came with litres or a sized container. */
  withUnit: boolean;
  denied: boolean;
}

/** What a stretch of a message about one day amounts to. */
export type Outcome =
  | {
      kind: "entry";
      totalMl: number;
      morningMl: number | null;
      eveningMl: number | null;
      partial: boolean;
    }
  | {
      kind: "doubt";
      doubt: MilkDoubt;
      guessMl: number | null;
      otherMl: number | null;
      morningMl: number | null;
      eveningMl: number | null;
    };

/** All quantities of milk, in order; "nada" counts as zero. */
export function quantitiesIn(items: readonly Item[]): Quantity[] {
  return items.flatMap((item, place) => {
    const quantity = quantityOf(item);
    return quantity === null ? [] : [{ ...quantity, place }];
  });
}

function quantityOf(item: Item): Omit<Quantity, "place"> | null {
  switch (item.kind) {
    case "number":
      return { ml: item.milli, spelled: item.spelled, withUnit: false, denied: item.denied };
    case "amount":
      return {
        ml: item.ml,
        spelled: item.spelled,
        withUnit: item.unit !== "L_implied",
        denied: item.denied,
      };
    case "nothing":
      return { ml: 0, spelled: true, withUnit: false, denied: false };
    default:
      return null;
  }
}

/** A total without naming milkings. */
export function total(totalMl: number): Outcome {
  return { kind: "entry", totalMl, morningMl: null, eveningMl: null, partial: false };
}

/** A doubt with what the question may offer. */
export function unsure(
  doubt: MilkDoubt,
  guessMl: number | null,
  otherMl: number | null = null,
): Outcome {
  return { kind: "doubt", doubt, guessMl, otherMl, morningMl: null, eveningMl: null };
}

/** Sum of quantities in ml. */
export function sumOf(quantities: readonly { ml: number }[]): number {
  return quantities.reduce((sum, quantity) => sum + quantity.ml, 0);
}
