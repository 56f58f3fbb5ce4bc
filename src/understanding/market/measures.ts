import type { MarketDoubt } from "../../core/market-reading.ts";
import { PRODUCT_FACTS, UNIT_CONTENT, type Product, type Unit } from "../../core/products.ts";
import type { NumberPiece, Piece } from "./pieces.ts";
import type { MarketMark } from "./vocabulary.ts";

/** Quantities and prices of a message. */
export interface Measures {
  counts: { milli: number; unit: Unit | null }[];
  eachGrams: number[];
  prices: { centimos: number; per: Unit | "all" | null }[];
  /** Numbers that nothing tells the use of, in thousandths. */
  bare: number[];
  /** A unit named without a number ("leche, el litro"). */
  loneUnits: Unit[];
  doubt: MarketDoubt | null;
  choices: number[];
}

/** Counted in pieces when a number stands before it ("20 cuyes", "10 quesos"). */
function isCounted(product: Product): boolean {
  const facts = PRODUCT_FACTS[product];
  return facts.weighed || facts.priced === "unit";
}

/** Gives every number of the pieces its use: a price, a quantity, the weight of one piece, or none known. */
export function measure(given: readonly Piece[], act: "sale" | "price" | "bound"): Measures {
  const row = new Row(
    given.filter(
      (piece) =>
        piece.kind !== "filler" &&
        piece.kind !== "unknown" &&
        piece.kind !== "no" &&
        piece.kind !== "place" &&
        !(piece.kind === "symbol" && !/^[/-]$/.test(piece.text)),
    ),
  );
  return row.read(act);
}

/** The pieces that carry meaning, and which of them are used up. */
class Row {
  readonly #pieces: readonly Piece[];
  readonly #used = new Set<number>();
  readonly #found: Measures = {
    counts: [],
    eachGrams: [],
    prices: [],
    bare: [],
    loneUnits: [],
    doubt: null,
    choices: [],
  };

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  read(act: "sale" | "price" | "bound"): Measures {
    const found = this.#found;
    const unclear = this.#pieces.find((piece) => piece.kind === "unclear");
    if (unclear?.kind === "unclear") {
      found.doubt = "decimal_or_thousand";
      if (unclear.milli !== null) found.choices = [unclear.milli];
      return found;
    }
    if (this.#range()) return found;
    this.#weights();
    this.#walk((at) => this.#price(at));
    this.#walk((at) => this.#count(at, act));
    this.#walk((at) => {
      const number = this.#number(at);
      if (number === null) return;
      found.bare.push(number.milli);
    });
    const isTold = act === "bound" || (act === "price" && this.#pieces.some(isPriceWord));
    if (isTold && found.prices.length === 0 && found.bare.length === 1)
      found.prices = found.bare
        .splice(0)
        .map((milli) => ({ centimos: centimosOf(milli), per: null }));
    this.#walk((at) => {
      const piece = this.#pieces[at];
      if (piece?.kind === "unit") found.loneUnits.push(piece.unit);
    });
    return found;
  }

  #walk(work: (at: number) => void): void {
    for (let at = 0; at < this.#pieces.length; at += 1) if (!this.#used.has(at)) work(at);
  }

  #number(at: number): NumberPiece | null {
    const piece = this.#used.has(at) ? undefined : this.#pieces[at];
    return piece?.kind === "number" ? piece : null;
  }

  #unit(at: number): Unit | null {
    const piece = this.#used.has(at) ? undefined : this.#pieces[at];
    return piece?.kind === "unit" ? piece.unit : null;
  }

  #is(at: number, ...marks: MarketMark[]): boolean {
    const piece = this.#pieces[at];
    return piece?.kind === "mark" && !this.#used.has(at) && marks.includes(piece.mark);
  }

  #symbol(at: number): string | null {
    const piece = this.#pieces[at];
    return piece?.kind === "symbol" ? piece.text : null;
  }

  #use(from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.#used.add(at);
  }

  /** "10 a 12 quesos", "18 o 20 soles", "10-12": never one number. */
  #range(): boolean {
    for (let at = 0; at < this.#pieces.length; at += 1) {
      const [first, second] = [this.#number(at), this.#number(at + 2)];
      if (first === null || second === null) continue;
      const joined = this.#is(at + 1, "or", "to") || this.#symbol(at + 1) === "-";
      const after = this.#pieces[at + 3]?.kind;
      const ofThing =
        this.#is(at + 1, "at") && (after === "unit" || after === "product" || after === "size");
      const ofPrice =
        this.#is(at + 1, "at") &&
        this.#is(at + 3, "money") &&
        !this.#isThing(at - 1) &&
        this.#is(at - 1, "at", "of", "sell", "price", "how_much", "paid");
      if (!joined && !ofThing && !ofPrice) continue;
      this.#found.doubt = "range";
      this.#found.choices = [first.milli, second.milli];
      return true;
    }
    return false;
  }

  #isThing(at: number): boolean {
    const kind = this.#pieces[at]?.kind;
    return kind === "product" || kind === "size" || kind === "unit";
  }

  /** "de 1 kg", "de medio kilo", "de kilo y medio", right after what is weighed. */
  #weights(): void {
    this.#walk((at) => {
      const opens = this.#is(at, "of");
      const afterThing = this.#isPiece(at - 1) && this.#number(at - 2) !== null;
      if (!opens && !afterThing) return;
      const start = opens ? at + 1 : at;
      if (opens && !this.#isPiece(at - 1) && !(this.#number(at - 1) !== null)) return;
      const number = this.#number(start);
      const unitAt = number === null ? start : start + 1;
      const content = this.#weightAt(unitAt);
      if (content === null || (number === null && !opens)) return;
      let milli = number?.milli ?? 1000;
      let end = unitAt + 1;
      const extra = this.#is(end, "and") ? this.#number(end + 1) : null;
      if (extra?.fraction === true) {
        milli += extra.milli;
        end += 2;
      }
      // "5 quesos 2 kilos": one weight for all is not told apart from the weight of each.
      this.#found.eachGrams.push(Math.round((milli * content) / 1000));
      this.#use(at, end);
      if (this.#is(end, "each") && !this.#priceFollows(end + 1)) this.#use(end, end + 1);
    });
  }

  /** A thing that is counted in pieces of some weight. */
  #isPiece(at: number): boolean {
    const piece = this.#pieces[at];
    if (piece?.kind === "product") return PRODUCT_FACTS[piece.product].weighed;
    return piece?.kind === "size" || (piece?.kind === "unit" && piece.unit === "unit");
  }

  #weightAt(at: number): number | null {
    const unit = this.#unit(at);
    if (unit !== "kg" && unit !== "gram") return null;
    return UNIT_CONTENT[unit]?.amount ?? null;
  }

  #priceFollows(at: number): boolean {
    return this.#number(at) !== null || (this.#is(at, "money") && this.#number(at + 1) !== null);
  }

  /** A price that begins at a place, with what stands around it. */
  #price(at: number): void {
    const number = this.#number(at);
    if (number === null || number.fraction) return;
    const signed = this.#is(at - 1, "money") ? at - 1 : at;
    const opened = this.#is(signed - 1, "at", "price", "how_much", "above", "below", "each", "all")
      ? signed - 1
      : signed;
    let end = at + 1;
    let milli = number.milli;
    const hasMoney = this.#is(end, "money");
    if (hasMoney) end += 1;
    const cents = this.#cents(number, end, hasMoney || signed < at || opened < signed);
    if (cents !== null) {
      milli += cents.milli;
      end = cents.end;
    }
    if (!hasMoney && this.#is(end, "money")) end += 1;
    const isMoney = hasMoney || signed < at || cents !== null;
    const after = this.#perAfter(end, isMoney);
    const isQuantity = this.#isThing(end) && after === null;
    const before = after === null ? this.#perBefore(opened) : null;
    const isLone = opened === signed && after === null && before === null;
    if (!isMoney && (isQuantity || isLone)) return;
    this.#found.prices.push({
      centimos: centimosOf(milli),
      per: after?.per ?? before?.per ?? null,
    });
    if (after?.count !== undefined) this.#found.counts.push(after.count);
    this.#use(before?.start ?? opened, after?.end ?? end);
  }

  /** "18 soles 50", "un sol ochenta", "a uno ochenta", "1 con 80". */
  #cents(whole: NumberPiece, at: number, isPrice: boolean): { milli: number; end: number } | null {
    if (whole.milli % 1000 !== 0) return null;
    const joined = this.#is(at, "and") ? 1 : 0;
    const number = this.#number(at + joined);
    if (number === null) return null;
    if (number.fraction) return joined === 1 ? { milli: number.milli, end: at + 2 } : null;
    const isCents = number.milli >= 10_000 && number.milli < 100_000 && number.milli % 5000 === 0;
    let end = at + joined + 1;
    const named = this.#is(end, "cents");
    if (named) end += 1;
    const isSpoken = whole.spelled && number.spelled && isPrice;
    const afterMoney = this.#is(at - 1, "money");
    if (!isCents || this.#isThing(end)) return null;
    if (!named && !isSpoken && !afterMoney && !(joined === 1 && isPrice)) return null;
    return { milli: number.milli / 100, end };
  }

  /** "c/u", "el kilo", "por litro", "todo", "por 3 kilos". */
  #perAfter(
    at: number,
    isMoney: boolean,
  ): { per: Unit | "all"; end: number; count?: { milli: number; unit: Unit | null } } | null {
    if (this.#is(at, "each")) {
      const unit = this.#unit(at + 1);
      if (unit !== null) return { per: unit, end: at + 2 };
      return { per: "unit", end: this.#pieces[at + 1]?.kind === "product" ? at + 2 : at + 1 };
    }
    if (this.#is(at, "all")) return { per: "all", end: at + 1 };
    const opened = this.#is(at, "per", "article", "at") || this.#symbol(at) === "/" ? 1 : 0;
    const article = opened === 1 && this.#is(at + 1, "article") ? 1 : 0;
    const place = at + opened + article;
    const unit = this.#unit(place);
    if (unit !== null && (opened === 1 || isMoney)) {
      // "18 soles kilo y medio" is a quantity.
      return { per: unit, end: place + 1 };
    }
    if (opened === 1 && this.#is(at, "per", "article")) {
      const thing = this.#pieces[place];
      if (thing?.kind === "product" && isCounted(thing.product))
        return { per: "unit", end: place + 1 };
    }
    if (this.#is(at, "per")) {
      if (this.#is(at + 1, "each")) return { per: "unit", end: at + 2 };
      if (this.#is(at + 1, "all")) return { per: "all", end: at + 2 };
      const number = this.#number(at + 1);
      const many = this.#unit(at + 2);
      if (number !== null && many !== null)
        return { per: "all", end: at + 3, count: { milli: number.milli, unit: many } };
    }
    return null;
  }

  /** "el kilo a 18", "cada uno 18", "litro 1.60". */
  #perBefore(at: number): { per: Unit | "all"; start: number } | null {
    const opener = this.#pieces[at];
    if (opener?.kind === "mark" && opener.mark === "each") return { per: "unit", start: at };
    if (opener?.kind === "mark" && opener.mark === "all") return { per: "all", start: at };
    if (this.#is(at - 1, "each")) return { per: "unit", start: at - 1 };
    if (this.#is(at - 1, "all")) return { per: "all", start: at - 1 };
    const unit = this.#unit(at - 1);
    if (unit === null || this.#number(at - 2) !== null) return null;
    const opened = this.#is(at - 2, "article", "per", "each") ? at - 2 : at - 1;
    return { per: unit, start: opened };
  }

  /** A quantity that begins at a place. */
  #count(at: number, act: "sale" | "price" | "bound"): void {
    const number = this.#number(at);
    const { counts } = this.#found;
    if (number === null) return this.#unitFirst(at);
    const unit = this.#unit(at + 1);
    if (unit !== null) {
      const extra = this.#is(at + 2, "and") ? this.#number(at + 3) : null;
      const more = extra?.fraction === true ? extra.milli : 0;
      counts.push({ milli: number.milli + more, unit });
      return this.#use(at, more > 0 ? at + 4 : at + 2);
    }
    const of = this.#is(at + 1, "of") ? 1 : 0;
    const next = this.#pieces[at + 1 + of];
    if (next?.kind === "size") {
      counts.push({ milli: number.milli, unit: "unit" });
      return this.#use(at, at + 1);
    }
    if (next?.kind === "product" && !this.#used.has(at + 1 + of)) {
      counts.push({ milli: number.milli, unit: isCounted(next.product) ? "unit" : null });
      return this.#use(at, at + 1);
    }
    const before = this.#pieces[at - 1];
    if (act === "sale" && before?.kind === "product" && counts.length === 0) {
      counts.push({ milli: number.milli, unit: isCounted(before.product) ? "unit" : null });
      return this.#use(at, at + 1);
    }
    if (act === "sale" && before?.kind === "size") {
      counts.push({ milli: number.milli, unit: "unit" });
      this.#use(at, at + 1);
    }
  }

  /** "kilo y medio", "media arroba" is a number first. */
  #unitFirst(at: number): void {
    const unit = this.#unit(at);
    const extra = this.#is(at + 1, "and") ? this.#number(at + 2) : null;
    if (unit === null || extra?.fraction !== true) return;
    this.#found.counts.push({ milli: 1000 + extra.milli, unit });
    this.#use(at, at + 3);
  }
}

/** Words beside which a single number is a price. */
function isPriceWord(piece: Piece): boolean {
  return piece.kind === "mark" && (piece.mark === "price" || piece.mark === "paid");
}

/** Centimos of thousandths of a sol; the rest of a centimo is rounded half up. */
function centimosOf(milli: number): number {
  return Math.round(milli / 10);
}
