import { LatchkeyError } from "@latchkey/client";
import { client } from "../client.js";

/**
 * Asks who is signed in after something outside of the session may have changed it, such as a link in a mail. The answer is
 * in the client's state; that there was none is shown by its "offline" event.
 */
export async function askAgain(): Promise<void> {
  try {
    await client.profile();
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
  }
}
