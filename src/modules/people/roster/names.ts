/** A name as it is compared: without accents, case, extra spaces, and with one kind of apostrophe. */
export function foldName(name: string): string {
  return tidy(name)
    .normalize("NFD")
    .replaceAll(/\p{Mark}/gu, "")
    .replaceAll(/[’‘ʼʻ´`]/gu, "'")
    .toLowerCase();
}

/** A name as it is stored: composed letters, single spaces, none at the ends. */
export function tidy(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
}

/** A family's code as it is compared. */
export function familyKey(code: string): string {
  return code.toUpperCase();
}

/** The word of `known` that takes the fewest changed letters to reach; the first on a tie. */
export function closestWord(word: string, known: readonly string[]): string {
  let best = "";
  let least = Infinity;
  for (const candidate of known) {
    const changes = changedLetters(word, candidate);
    if (changes < least) {
      least = changes;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein's distance. */
function changedLetters(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const moved = Math.min(previous[column] ?? 0, current[column - 1] ?? 0) + 1;
      current.push(Math.min(replaced, moved));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
