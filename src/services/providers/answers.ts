import type { ProviderAnswer, ProviderRequest } from "./Provider.js";
import { ProviderFault } from "./ProviderFault.js";

/** What of an answer belongs to the protocol. */
const PARAMETERS = ["code", "state", "iss", "error"] as const;

/** Throws ProviderFault FLOW_INVALID before any request goes out: an answer to another request, or none at all. */
export function assertAnswers(answer: ProviderAnswer, { state }: ProviderRequest): void {
  if (answer["state"] !== state) throw new ProviderFault("FLOW_INVALID", "state is that of another request");
  if (!answer["error"] && !answer["code"]) throw new ProviderFault("FLOW_INVALID", "the answer has no code");
}

/** The answer as openid-client reads it: the redirect URI with the parameters of the protocol. */
export function answerUrl(redirectUri: string, answer: ProviderAnswer): URL {
  const url = new URL(redirectUri);
  for (const name of PARAMETERS) {
    const value = answer[name];
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}
