import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import { LanguageContext, PAGE_LANGUAGES, type PageLanguage, useWords } from "./words.ts";

const FULL_NAMES: Record<PageLanguage, string> = {
  es: "Castellano",
  qu: "Runasimi",
  en: "English",
};

/** The small switch for the page's own words. */
export function LanguageToggle(props: { onChange: (language: PageLanguage) => void }): JSX.Element {
  const words = useWords();
  const current = useContext(LanguageContext);
  return (
    <div class="languages" role="group" aria-label={words.language}>
      {PAGE_LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          title={FULL_NAMES[language]}
          aria-label={FULL_NAMES[language]}
          aria-pressed={language === current}
          onClick={() => props.onChange(language)}
        >
          {language}
        </button>
      ))}
    </div>
  );
}
