import { commonForms } from "../../../src/utils/guessable.js";

let loading: Promise<ReadonlySet<string>> | null = null;

/**
 * The passwords that the policy refuses because many people use them, which the pages load when somebody is about to choose one.
 * Nothing that is typed leaves the page before the form is sent.
 */
export function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  loading ??= import("@zxcvbn-ts/language-common/dist/passwords.json.mjs").then(
    ({ default: passwords }) => new Set(passwords),
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** Whether a password is one of them, as the server decides it. */
export function isCommonIn(words: ReadonlySet<string>): (password: string) => boolean {
  return (password) => commonForms(password).some((form) => words.has(form));
}
