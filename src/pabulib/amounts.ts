/** An amount or a number of points as it stands in a file: `digits` times ten to the power of minus `decimals`. */
export interface Amount {
  digits: bigint;
  decimals: number;
}

/**
 * Reads "7200", "0.9", "12 500,50", "1,250,000.00", "1.5e6" exactly; null for anything else and where one comma before
 * three digits could mean either. Below zero is read too.
 */
export function readAmount(text: string): Amount | null {
  let plain = text.replace(/[\s\u00A0\u202F']/g, "");
  if (/^[-+]?\d{1,3}(,\d{3})+\.\d+$/.test(plain) || /^[-+]?\d{1,3}(,\d{3}){2,}$/.test(plain))
    plain = plain.replaceAll(",", "");
  else if (/^[-+]?\d+,\d+$/.test(plain) && !/,\d{3}$/.test(plain)) plain = plain.replace(",", ".");
  const match = /^([-+]?)(\d+)(?:\.(\d*))?(?:e([-+]?\d{1,2}))?$/i.exec(plain);
  if (match === null) return null;
  const [, sign, whole = "", after = "", power = "0"] = match;
  const part = after.replace(/0+$/, "");
  const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${part}`);
  const decimals = part.length - Number(power);
  return decimals < 0
    ? { digits: digits * 10n ** BigInt(-decimals), decimals: 0 }
    : { digits, decimals };
}

/** The amount in parts of ten to the power of minus `decimals`, which must be no less than its own. */
export function scale({ digits, decimals }: Amount, to: number): bigint {
  return digits * 10n ** BigInt(to - decimals);
}

/** A whole number of parts written in units of currency: 90 parts of `unit` 100 are "0.9". */
export function writeAmount(parts: bigint, unit: bigint): string {
  const sign = parts < 0n ? "-" : "";
  const absolute = parts < 0n ? -parts : parts;
  const decimals = String(unit).length - 1;
  const rest = String(absolute % unit)
    .padStart(decimals, "0")
    .replace(/0+$/, "");
  return `${sign}${absolute / unit}${unit === 1n || rest === "" ? "" : `.${rest}`}`;
}
