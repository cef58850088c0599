/** What somebody has chosen before they leave the page: for a provider, or for the mail with a code. */
export interface SignInChoices {
  readonly rememberMe: boolean;
  /** Where they wanted to go. */
  readonly next: string | null;
}

const KEY = "latchkey sign-in";

/** For this browser, since the link of a mail opens in another tab. */
export function keepChoices(choices: SignInChoices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // Without storage the defaults hold.
  }
}

/** Those of the last sign-in that began here. */
export function keptChoices(): SignInChoices {
  try {
    const { rememberMe, next } = Object(JSON.parse(localStorage.getItem(KEY) ?? ""));
    return { rememberMe: rememberMe !== false, next: typeof next === "string" ? next : null };
  } catch {
    return { rememberMe: true, next: null };
  }
}
