import type { MarketAction } from "./calls.ts";
import { dayActions } from "./day-actions.ts";
import { dealActions } from "./deal-actions.ts";
import { earningsActions } from "./earnings-actions.ts";
import { entryActions } from "./entry-actions.ts";
import { priceActions } from "./price-actions.ts";
import { saleActions } from "./sale-actions.ts";
import { watchActions } from "./watch-actions.ts";

/** What flows may ask of the market. */
export const marketActions: MarketAction[] = [
  ...priceActions,
  ...entryActions,
  ...dayActions,
  ...watchActions,
  ...saleActions,
  ...dealActions,
  ...earningsActions,
];
