import { LatchkeyError } from "@latchkey/client";
import { client } from "../client.js";

/**
 * Asks who is signed in after something outside of the session may have changed it, such as a link in an email. The
 * answer is in the state of the client; its "offline" event reports that there was no answer.
 */
export async function reloadSession(): Promise<void> {
  try {
    await client.profile();
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
  }
}
