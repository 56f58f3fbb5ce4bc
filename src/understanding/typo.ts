/**
 * True when one slip (a letter missing, added, changed, or two neighbours swapped) separates two
 * different words; false for equal words.
 */
export function isOneSlip(written: string, meant: string): boolean {
  if (written === meant || Math.abs(written.length - meant.length) > 1) return false;
  let start = 0;
  while (start < written.length && written[start] === meant[start]) start += 1;
  const writtenRest = written.slice(start);
  const meantRest = meant.slice(start);
  if (written.length < meant.length) return writtenRest === meantRest.slice(1);
  if (written.length > meant.length) return writtenRest.slice(1) === meantRest;
  if (writtenRest.slice(1) === meantRest.slice(1)) return true;
  return (
    writtenRest.slice(2) === meantRest.slice(2) &&
    writtenRest[0] === meantRest[1] &&
    writtenRest[1] === meantRest[0]
  );
}

/** True when the slip is one letter taken for another of the same place ("cien" and "bien"). */
export function isChangedLetter(written: string, meant: string): boolean {
  if (written.length !== meant.length) return false;
  let differences = 0;
  for (let at = 0; at < written.length; at += 1) if (written[at] !== meant[at]) differences += 1;
  return differences === 1;
}
