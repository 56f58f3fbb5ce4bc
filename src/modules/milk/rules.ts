/** Limits on a family's milk, in millilitres (source: project's domain study, A2, A13 and section 3). */
export const LIMITS = {
  /** A day up to here is accepted as told. */
  acceptedMl: 120_000,
  /** A day above this is asked about and shown to the technician; between the two it is only asked. */
  technicianMl: 400_000,
  /** More than this from one milking cow is asked about. */
  perCowMl: 25_000,
} as const;

/** The outlier rule speaks only once a family has reported this many days. */
const OWN_REPORTS_NEEDED = 7;
const LEAST_SPREAD_ML = 3000;

/** What is known of a family; totals are whole days in ml. */
export interface MilkProfile {
  recentTotalsMl: readonly number[];
  cowsMilking: number | null;
  meanSd?: { meanMl: number; sdMl: number } | null;
}

/** Whether a day's total may be believed; `suggestionMl` is the figure that may have been meant. */
export type Plausibility =
  | { verdict: "ok" }
  | {
      verdict: "ask";
      reason: "above_limit" | "far_above_limit" | "per_cow" | "unusual";
      suggestionMl: number | null;
    };

/**
 * Limits rule: a family's day up to 120 L is accepted, 121 to 400 L is asked, above 400 L goes to the
 * technician as well. Outlier rule: with seven own reports or more, ask when the total is further from
 * the median than the largest of 4 x 1.4826 x MAD, half the median and 3 L. Cow rule: ask above 25 L
 * per milking cow. Profile rule: ask above mean + 4 sd and twice the mean. Whatever the doubt, a total
 * about ten times or a tenth of the median suggests the shifted figure. Source: project's domain study,
 * A2, A13 and section 3.
 */
export function plausibility(totalMl: number, profile: MilkProfile): Plausibility {
  const reason = doubtOf(totalMl, profile);
  if (reason === null) return { verdict: "ok" };
  return { verdict: "ask", reason, suggestionMl: shifted(totalMl, profile) };
}

function doubtOf(
  totalMl: number,
  profile: MilkProfile,
): Extract<Plausibility, { verdict: "ask" }>["reason"] | null {
  if (totalMl > LIMITS.technicianMl) return "far_above_limit";
  if (totalMl > LIMITS.acceptedMl) return "above_limit";
  // A day without milk is told plainly and confirmed by its echo.
  if (totalMl === 0) return null;
  const { cowsMilking } = profile;
  if (cowsMilking !== null && cowsMilking > 0 && totalMl > cowsMilking * LIMITS.perCowMl)
    return "per_cow";
  return isOutlier(totalMl, profile.recentTotalsMl) || isAboveMean(totalMl, profile)
    ? "unusual"
    : null;
}

/** Outlier rule, scaled by 10 000 (1.4826) and by 2 (medians) so that whole numbers suffice. */
function isOutlier(totalMl: number, recentMl: readonly number[]): boolean {
  if (recentMl.length < OWN_REPORTS_NEEDED) return false;
  const twiceMedian = doubleMedian(recentMl);
  const fourTimesMad = doubleMedian(
    recentMl.map((reported) => Math.abs(2 * reported - twiceMedian)),
  );
  const twiceDistance = Math.abs(2 * totalMl - twiceMedian);
  // 4 x 1.4826 x MAD against the distance, both times 2 x 10 000.
  const beyondSpread = twiceDistance * 10_000 > 2 * 14_826 * fourTimesMad;
  return beyondSpread && twiceDistance * 2 > twiceMedian && twiceDistance > 2 * LEAST_SPREAD_ML;
}

function isAboveMean(totalMl: number, profile: MilkProfile): boolean {
  const known = profile.meanSd;
  if (!known) return false;
  return totalMl > known.meanMl + 4 * known.sdMl && totalMl > 2 * known.meanMl;
}

/** A tenth or ten times the total when that is within half of what the family usually reports; else null. */
function shifted(totalMl: number, profile: MilkProfile): number | null {
  const { recentTotalsMl, meanSd } = profile;
  const twiceUsual =
    recentTotalsMl.length >= OWN_REPORTS_NEEDED
      ? doubleMedian(recentTotalsMl)
      : meanSd
        ? 2 * meanSd.meanMl
        : 0;
  const candidates = totalMl % 10 === 0 ? [totalMl / 10, totalMl * 10] : [totalMl * 10];
  const fits = (candidate: number): boolean =>
    Math.abs(2 * candidate - twiceUsual) * 2 <= twiceUsual;
  return (twiceUsual > 0 ? candidates.find(fits) : undefined) ?? null;
}

/** Twice the median, so that the middle of an even count stays whole. */
function doubleMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return lower + upper;
}

/**
 * Container rule: milk told in cans is their count times the size the family confirmed, plus the
 * litres told besides, all in ml (`countMilli` in thousandths of a can). Source: project's domain study, A7.
 */
export function resolveContainer(
  container: { countMilli: number; extraMl: number },
  sizeMl: number,
): number {
  return Math.round((container.countMilli * sizeMl) / 1000) + container.extraMl;
}

/** A day's milk in ml; a milking nobody named is null. */
export interface DayMilk {
  totalMl: number;
  morningMl: number | null;
  eveningMl: number | null;
}

/**
 * Second report rule: what is added to a day adds to its total and, side by side, to its milkings;
 * a milking that neither report names stays null.
 */
export function combine(existing: DayMilk, added: DayMilk): DayMilk {
  return {
    totalMl: existing.totalMl + added.totalMl,
    morningMl: addNamed(existing.morningMl, added.morningMl),
    eveningMl: addNamed(existing.eveningMl, added.eveningMl),
  };
}

function addNamed(one: number | null, other: number | null): number | null {
  return one === null && other === null ? null : (one ?? 0) + (other ?? 0);
}
