import { createLatchkeyClient, LatchkeyError } from "../../../../packages/client/src/index.js";
import { createSharedStorage } from "../sharedStorage.js";
import type { MakeClient } from "./StormClient.js";

const SOMEWHERE = "http://servers.invalid";
const REFRESHES = 3;

/** The client of the package, as a phone or a service uses it: each refresh has a key, and is tried again with it. */
export const stormWorker: MakeClient = (pick, tokens, tally) => {
  const { accessToken, refreshToken } = tokens;
  const storage = createSharedStorage({ accessToken, refreshToken, accessExpiresAt: null, pendingKey: null });
  const client = createLatchkeyClient({
    baseUrl: SOMEWHERE,
    mode: "tokens",
    storage,
    fetch: async (input, init) => fetch(String(input).replace(SOMEWHERE, await pick()), init),
  });
  // Nothing happens by a timer of its own.
  client.close();
  let spent = "";

  async function untilDone(work: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (!(error instanceof LatchkeyError)) throw error;
        if (error.status === 401) {
          tally.signOuts += 1;
          return;
        }
        tally.retries += 1;
      }
    }
  }

  return {
    round: async () => {
      for (let count = 0; count < REFRESHES; count += 1) {
        const before = storage.now()?.refreshToken ?? "";
        await untilDone(client.refresh);
        if (storage.now()?.refreshToken !== before) [spent, tally.refreshes] = [before, tally.refreshes + 1];
      }
      await untilDone(client.profile);
    },
    current: () => storage.now()?.refreshToken ?? "",
    spent: () => spent,
  };
};
