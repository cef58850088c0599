import { requestEmailCode } from "@latchkey/client/email-code";
import { client } from "../client.js";
import { keepSentCode, type SentCode } from "./sentCode.js";
import { keepChoices, type SignInChoices } from "./signInChoices.js";

/** Mails a code, and keeps what its link needs to sign in in another tab. Its flow is a cookie. */
export async function requestCode(email: string, choices: SignInChoices): Promise<SentCode> {
  await requestEmailCode(client, email);
  const sent = { email, at: Date.now() };
  keepSentCode(sent);
  keepChoices(choices);
  return sent;
}
