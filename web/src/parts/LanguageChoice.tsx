import type { TargetedEvent } from "preact";
import { useId } from "preact/hooks";
import { LANGUAGES, type Language, languageOfTag } from "../../../src/language/index.js";
import { LANGUAGE_NAMES } from "../messages/languageNames.js";
import { t } from "../messages/messages.js";
import { chooseLanguage } from "../messages/startLanguage.js";
import { useLanguage } from "../messages/useLanguage.js";

/** The language of these pages, for who has no account yet. It lasts until the tab is closed. */
export function LanguageChoice() {
  const id = useId();
  const shown = useLanguage();
  const choose = ({ currentTarget }: TargetedEvent<HTMLSelectElement>): void => {
    const language = languageOfTag(currentTarget.value);
    if (language !== null) void chooseLanguage(language);
  };
  return (
    <footer class="language">
      <label for={id} class="visually-hidden">
        {t("language.label")}
      </label>
      <select id={id} value={shown} onChange={choose}>
        <LanguageOptions shown={shown} />
      </select>
    </footer>
  );
}

/** @param shown offered too where it is none of the languages that people choose from */
function LanguageOptions({ shown }: { shown: Language }) {
  const isOffered = LANGUAGES.some((language) => language === shown);
  return (
    <>
      {!isOffered && <option value={shown}>{shown}</option>}
      {LANGUAGES.map((language) => (
        <option key={language} value={language} lang={language}>
          {LANGUAGE_NAMES[language]}
        </option>
      ))}
    </>
  );
}
