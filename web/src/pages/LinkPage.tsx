import { type LoadedOnDemand, OnDemand } from "../parts/OnDemand.js";
import { useLinkToken } from "../routing/linkToken.js";

/** The page of a link in an email. The token leaves the address bar before the script of the page is loaded. */
export function LinkPage({ of }: { of: LoadedOnDemand<{ token: string | null }> }) {
  return <OnDemand of={of} props={{ token: useLinkToken() }} />;
}
