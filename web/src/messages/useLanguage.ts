import type { SessionState } from "@latchkey/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Language, languageOfTag } from "../../../src/language/index.js";
import { onLanguage, showLanguage, shownLanguage } from "./messages.js";
import { chosenLanguage } from "./startLanguage.js";

/** The language shown. All that is rendered below is rendered again when it changes. */
export function useLanguage(): Language {
  const [language, setLanguage] = useState(shownLanguage);
  useEffect(() => {
    setLanguage(shownLanguage());
    return onLanguage(setLanguage);
  }, []);
  return language;
}

/**
 * Shows the pages in the language of the account, unless another one was chosen in this tab. `true`: its texts are on the way, and
 * nothing was shown to this user yet that may stay meanwhile.
 */
export function useAccountLanguage(session: SessionState): boolean {
  const shown = useLanguage();
  const [failed, setFailed] = useState<Language | null>(null);
  const wanted = chosenLanguage() === null && session.status === "signed-in" ? languageOf(session.user) : null;
  const settled = useRef(false);
  const isMissing = wanted !== null && wanted !== shown && wanted !== failed;
  useEffect(() => {
    if (!isMissing) return;
    showLanguage(wanted).catch((error: unknown) => {
      reportError(error);
      setFailed(wanted);
    });
  }, [isMissing, wanted]);
  settled.current ||= session.status === "signed-in" && !isMissing;
  return isMissing && !settled.current;
}

function languageOf(user: object): Language | null {
  return languageOfTag(languageTagOf(user) ?? "");
}

/** The language that an account has (BCP 47); `null`: none, and then it is the browser's. */
export function languageTagOf(user: object): string | null {
  const tag: unknown = Reflect.get(user, "locale");
  return typeof tag === "string" ? tag : null;
}
