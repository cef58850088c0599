import type { EmailCodeFlow, FinishEmailCodeBody } from "./api.generated.js";
import { LatchkeyError } from "./LatchkeyError.js";
import type { LatchkeyClient, SignInResult } from "./types.js";

/**
 * Mails a code and a link to sign in with. Succeeds for unknown addresses too. The `flow` is what makes the code work: keep it until
 * `finishEmailCode`. A browser also gets it as a cookie, for the link.
 *
 * @example
 * const { flow } = await requestEmailCode(client, "ada@example.com");
 */
export function requestEmailCode(client: LatchkeyClient, email: string): Promise<EmailCodeFlow> {
  return client.api.call("POST /auth/email-code", { email });
}

/**
 * Signs in with the mailed code. Without a `flow` the cookie of the browser counts: so the page of the link signs in only in the
 * browser that requested it. CODE_INVALID: wrong, used, too late or tried too often.
 *
 * @example
 * const result = await finishEmailCode(client, { flow, code: "40718265" });
 * if (result.challenge) render(result.challenge.methods);
 */
export async function finishEmailCode(client: LatchkeyClient, input: FinishEmailCodeBody): Promise<SignInResult> {
  try {
    return (await client.api.renew("POST /auth/email-code/finish", input)).user;
  } catch (error) {
    const challenge = error instanceof LatchkeyError && error.challenge;
    if (challenge) return { challenge };
    throw error;
  }
}
