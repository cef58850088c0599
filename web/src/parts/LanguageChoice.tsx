import { LANGUAGES } from "../../../src/language/index.js";
import { LANGUAGE_NAMES } from "../messages/languageNames.js";
import { chooseLanguage } from "../messages/startLanguage.js";
import { useLanguage } from "../messages/useLanguage.js";

/** The languages of these pages, for who has no account yet. A choice lasts until the tab is closed. */
export function LanguageChoice() {
  const shown = useLanguage();
  return (
    <footer>
      <ul class="languages">
        {LANGUAGES.map((language) => (
          <li key={language}>
            <button
              type="button"
              lang={language}
              aria-current={language === shown ? "true" : undefined}
              onClick={() => void chooseLanguage(language)}
            >
              {LANGUAGE_NAMES[language]}
            </button>
          </li>
        ))}
      </ul>
    </footer>
  );
}
