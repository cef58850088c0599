import type { BrowserContext } from "playwright-core";
import type { ProviderIdentity } from "../../../src/services/providers/index.js";
import type { Site } from "./startSite.js";

/** Ada at the stub provider, which does not vouch for her address. */
export const ADA_AT_PROVIDER: ProviderIdentity = {
  issuer: "https://provider.example",
  subject: "ada-at-the-provider",
  email: "ada@example.com",
  emailVerified: true,
  isAuthoritative: false,
  fullName: "Ada Lovelace",
  username: "ada",
  hasSecondFactor: false,
};

/** What the stub provider does with this browser from now on: it leads back at once, with a code of this person, or with an error. */
export async function answerAtProvider(
  context: BrowserContext,
  site: Site,
  answer: ProviderIdentity | { readonly error: string },
): Promise<void> {
  const address = "https://provider.example/**";
  await context.unroute(address);
  await context.route(address, (route) => {
    const state = new URL(route.request().url()).searchParams.get("state") ?? "";
    const said = "error" in answer ? answer : { code: site.server().provider.codeOf(answer) };
    const query = new URLSearchParams({ ...said, state });
    const location = `${site.origin}/api/v1/auth/providers/example/callback?${query}`;
    return route.fulfill({ status: 302, headers: { location } });
  });
}
