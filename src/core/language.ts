/** The four languages a person can choose; es (Peru) and qu (Cusco Quechua) come first. */
export const LANGUAGES = ["es", "qu", "fr", "en"] as const;

export type Language = (typeof LANGUAGES)[number];

/** True when the text is one of our four language codes. */
export function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text);
}
