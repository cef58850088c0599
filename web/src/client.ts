import { createLatchkeyClient, LatchkeyError } from "@latchkey/client";
import { site } from "./site.js";

/** The only thing that talks to the server. */
export const client = createLatchkeyClient({
  baseUrl: site.apiPath,
  onError: (error) => {
    // An outage is shown by the "offline" event; anything else is a bug, and the browser reports it as one.
    if (!(error instanceof LatchkeyError)) reportError(error);
  },
});
