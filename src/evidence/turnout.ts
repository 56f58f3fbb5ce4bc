/** How many voters of a group the roll has, and how many of them voted. */
export interface Turnout {
  group: string;
  voters: number;
  voted: number;
}

/** The group that takes in those too small to be shown. */
export const OTHERS = "*";

/**
 * Turnout by group with no small cell: groups in which fewer than `least` voted, or fewer than that did not, go
 * together as "*"; while that is too small itself, the smallest of the others joins it. One group that is left alone
 * and small is shown as the whole.
 */
export function mergeSmall(groups: readonly Turnout[], least: number): Turnout[] {
  const isSmall = ({ voters, voted }: Turnout): boolean =>
    voted < least || (voters - voted < least && voters !== voted);
  const shown = groups.filter((group) => !isSmall(group));
  shown.sort((one, other) => one.voters - other.voters || (one.group < other.group ? -1 : 1));
  const others: Turnout = { group: OTHERS, voters: 0, voted: 0 };
  const merged = groups.filter(isSmall);
  const join = (group: Turnout): void => {
    others.voters += group.voters;
    others.voted += group.voted;
  };
  for (const group of merged) join(group);
  while (merged.length > 0 && isSmall(others)) {
    const smallest = shown.shift();
    if (smallest === undefined) break;
    join(smallest);
  }
  const all = merged.length > 0 ? [...shown, others] : shown;
  return all.sort((one, other) => (one.group < other.group ? -1 : 1));
}
