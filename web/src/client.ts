import { createLatchkeyClient, LatchkeyError } from "@latchkey/client";
import { shownLanguage } from "./messages/messages.js";
import { chosenLanguage } from "./messages/startLanguage.js";
import { site } from "./site.js";

/** The only thing that talks to the server. */
export const client = createLatchkeyClient({
  baseUrl: site.apiPath,
  fetch: (input, init) => fetch(inChosenLanguage(input), { ...init, headers: inShownLanguage(init?.headers) }),
  onError: (error) => {
    // An outage is shown by the "offline" event; anything else is a bug, and the browser reports it as one.
    if (!(error instanceof LatchkeyError)) reportError(error);
  },
});

/** The texts of the server come in the language of the page. */
function inShownLanguage(headers: HeadersInit | undefined): Headers {
  const all = new Headers(headers);
  all.set("Accept-Language", shownLanguage());
  return all;
}

/** The server prefers the language of the account to that of the browser, and only `?lang=` to both. */
function inChosenLanguage(input: Parameters<typeof fetch>[0]): typeof input {
  const chosen = chosenLanguage();
  if (chosen === null || input instanceof Request) return input;
  const address = new URL(input, window.location.href);
  address.searchParams.set("lang", chosen);
  return address;
}
