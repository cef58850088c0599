import { DEFAULT_LANGUAGE, type Language, languageOfTag } from "../../../src/language/index.js";
import { showLanguage } from "./messages.js";

const CHOSEN = "latchkey language";

/** What the server found in `Accept-Language`, before anything is shown. */
const OF_DOCUMENT = document.documentElement.lang;

/** The language that somebody has chosen in this tab, with `?lang=` or on the page. It beats what the account says. */
let chosen: Language | null = null;

/**
 * Shows the language of this document: the one of `?lang=`, else the one chosen before in this tab, else the one that the server
 * found in `Accept-Language` and wrote into the document.
 */
export async function startLanguage(): Promise<void> {
  chosen = ofAddress() ?? languageOfTag(stored());
  if (chosen !== null) store(chosen);
  await show(chosen ?? languageOfTag(OF_DOCUMENT) ?? DEFAULT_LANGUAGE);
}

/** Shows another language until this tab is closed. */
export async function chooseLanguage(language: Language): Promise<void> {
  chosen = language;
  store(language);
  await show(language);
}

/** The language that was chosen in this tab; `null`: none was. */
export function chosenLanguage(): Language | null {
  return chosen;
}

/** Forgets the choice of this tab, after the account was given another one, or none (`null`): then it is the browser's. */
export async function forgetChoice(tag: string | null): Promise<void> {
  chosen = null;
  withStorage((storage) => storage.removeItem(CHOSEN));
  await show(languageOfTag(tag ?? OF_DOCUMENT) ?? DEFAULT_LANGUAGE);
}

function ofAddress(): Language | null {
  return languageOfTag(new URLSearchParams(window.location.search).get("lang") ?? "");
}

/** What cannot be loaded stays in the language shown: a page in English is better than none. */
async function show(language: Language): Promise<void> {
  await showLanguage(language).catch(reportError);
}

function store(language: Language): void {
  withStorage((storage) => storage.setItem(CHOSEN, language));
}

function stored(): string {
  return withStorage((storage) => storage.getItem(CHOSEN)) ?? "";
}

/** A browser may refuse storage; then a choice lasts as long as the document. */
function withStorage<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
