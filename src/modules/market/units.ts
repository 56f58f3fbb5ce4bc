import { PRODUCT_FACTS, UNIT_CONTENT, type Product, type Unit } from "../../core/products.ts";

/** An amount of one dimension, exactly. */
export interface Content {
  of: "ml" | "g" | "piece";
  /** Thousandths of a millilitre, a gram or a piece, so that "1.5 kg" stays whole. */
  milli: number;
}

/** What a quantity holds; null where only its owner knows (a can, a sack). */
export function contentOf(countMilli: number, unit: Unit): Content | null {
  const content = UNIT_CONTENT[unit];
  return content === null ? null : { of: content.of, milli: countMilli * content.amount };
}

/** The price of one priced unit as an exact fraction of centimos. */
export interface UnitPrice {
  centimos: number;
  /** Divide by it; always positive. */
  by: number;
}

/**
 * What `centimos` for one `per` come to for the unit in which the product's prices are compared; null where
 * that cannot be known: pieces of unknown weight, sacks, litres against kilograms.
 * @param eachGrams weight of a piece, for what is weighed
 */
export function unitPrice(
  product: Product,
  centimos: number,
  per: { unit: Unit; countMilli: number },
  eachGrams: number | null,
): UnitPrice | null {
  const target = UNIT_CONTENT[PRODUCT_FACTS[product].priced];
  const paid = contentOf(per.countMilli, per.unit);
  if (target === null || paid === null || paid.milli <= 0) return null;
  const inGrams =
    paid.of === "piece" && target.of === "g" && eachGrams !== null
      ? paid.milli * eachGrams
      : paid.of === target.of
        ? paid.milli
        : null;
  return inGrams === null ? null : { centimos: centimos * target.amount * 1000, by: inGrams };
}

/** Whole centimos of an exact price, half up. */
export function rounded({ centimos, by }: UnitPrice): number {
  return Math.floor((2 * centimos + by) / (2 * by));
}

/** True when the price lies inside what is believable for the product. */
export function isPlausible(product: Product, { centimos, by }: UnitPrice): boolean {
  const [low, high] = PRODUCT_FACTS[product].plausible;
  return centimos >= low * by && centimos <= high * by;
}
