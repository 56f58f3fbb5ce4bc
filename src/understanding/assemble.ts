import type { LimaDay } from "../core/lima.ts";
import { amountRule, amountTailRule, brokenNumberRule, twoFacedRule } from "./amounts.ts";
import { clockRule } from "./clocks.ts";
import { cansMinusRule, cansRule, sizedCansRule, weightRule } from "./containers.ts";
import { dayRules } from "./days.ts";
import { fractionWordRule, wholeAndFractionRule } from "./fractions.ts";
import { goodsRule, herdRule, priceRule } from "./goods.ts";
import { rewrite, type Item, type Rule } from "./items.ts";
import { milkingRule } from "./milkings.ts";
import { noMilkRule } from "./no-milk.ts";
import { identityRule, numberRule } from "./numbers.ts";

/** The grammar, smallest things first; each rule goes over the whole row before the next. */
function grammar(today: LimaDay): Rule[] {
  return [
    twoFacedRule,
    identityRule,
    numberRule,
    brokenNumberRule,
    fractionWordRule,
    wholeAndFractionRule,
    priceRule,
    clockRule,
    ...dayRules(today),
    herdRule,
    goodsRule,
    cansRule,
    weightRule,
    cansMinusRule,
    amountRule,
    amountTailRule,
    sizedCansRule,
    noMilkRule,
    milkingRule,
  ];
}

/** Puts recognised words together into figures, amounts, days and milkings. */
export function assemble(recognised: readonly Item[], today: LimaDay): Item[] {
  return grammar(today).reduce<Item[]>((items, rule) => rewrite(items, rule), [...recognised]);
}
