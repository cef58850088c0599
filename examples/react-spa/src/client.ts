import { createLatchkeyClient } from "@latchkey/client";

/** One for the whole app. In a browser it works with cookies, and never sees a token. */
export const client = createLatchkeyClient();
