import { LatchkeyError } from "@latchkey/client";
import { client } from "../client.js";
import { setSignInStep } from "./signInStep.js";

/** Back to the beginning. A session that must prove more ends: else its challenge would be all that one ever sees. */
export async function giveUpSignIn(): Promise<void> {
  try {
    if (client.state.challenge) await client.logout();
  } catch (error) {
    // The service is away: the challenge stays, and so does the page.
    if (!(error instanceof LatchkeyError)) throw error;
  }
  setSignInStep(null);
}
