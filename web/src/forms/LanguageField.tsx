import { useId } from "preact/hooks";
import { LANGUAGES, languageOfTag } from "../../../src/language/index.js";
import { LANGUAGE_NAMES } from "../messages/languageNames.js";
import { t } from "../messages/messages.js";
import { FieldFrame } from "./FieldFrame.js";
import { useFieldError } from "./FormContext.js";

/** The language of an account: of its pages, its mails and its answers. `tag`: the stored one (BCP 47); `null`: none. */
export function LanguageField({ tag }: { tag: string | null }) {
  const id = useId();
  const error = useFieldError("locale");
  const stored = tag === null ? null : languageOfTag(tag);
  return (
    <FieldFrame id={id} label={t("language.label")} hint={t("language.hint")} error={error}>
      <select id={id} name="locale" class="input" aria-invalid={error !== null} aria-describedby={`${id}-note`}>
        <option value="" selected={tag === null}>
          {t("language.ofBrowser")}
        </option>
        {LANGUAGES.map((language) => (
          // A region such as that of `de-AT` must survive a change of something else.
          <option
            key={language}
            value={language === stored ? (tag ?? "") : language}
            lang={language}
            selected={language === stored}
          >
            {LANGUAGE_NAMES[language]}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
