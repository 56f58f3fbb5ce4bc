const LONGEST = 40;

/** A slug of the first words of a text; the fallback when no letter of it can be kept. */
export function slugOf(text: string, fallback: string, wordCount = 6): string {
  const words = text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[’'ʼ]/g, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .slice(0, wordCount);
  let slug = "";
  for (const word of words) {
    const longer = slug === "" ? word : `${slug}_${word}`;
    if (longer.length > LONGEST) break;
    slug = longer;
  }
  if (slug === "") slug = (words[0] ?? "").slice(0, LONGEST);
  if (slug === "") return fallback;
  // Every object of the language has something named constructor, so flows may not.
  return /^[a-z]/.test(slug) && slug !== "constructor" ? slug : `${fallback}_${slug}`;
}

/** Gives every name once; the second comer gets a number behind it. */
export class SlugBook {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  take(wish: string): string {
    let slug = wish;
    for (let number = 2; this.#taken.has(slug); number++) slug = `${wish}_${number}`;
    this.#taken.add(slug);
    return slug;
  }
}
