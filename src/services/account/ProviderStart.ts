import { apiText } from "../../messages/api/index.js";
import { ApiError } from "../../utils/ApiError.js";
import type { StartedFlow } from "../providers/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { SensitiveChanges, SensitiveRequest } from "./SensitiveChanges.js";

interface ProviderStartInput {
  readonly name: string;
  readonly returnTo: string | null;
  /** Who links; `null` at a sign-in. */
  readonly linking: SensitiveRequest | null;
  /** The cookies of the exchanges that this browser has begun. */
  readonly presented: readonly StartedFlow[];
}

type ProviderStartDeps = Pick<AccountDeps, "limits" | "providers" | "providerFlows"> & {
  readonly sensitiveChanges: SensitiveChanges;
  /** Whether the settings allow that the browser is led to this origin. */
  readonly allowsOrigin: (origin: string) => boolean;
};

/** Sending a browser to a provider. */
export class ProviderStart {
  readonly #deps: ProviderStartDeps;

  constructor(deps: ProviderStartDeps) {
    this.#deps = deps;
  }

  /**
   * Where the browser goes, and the cookie that ties the answer to it. Nothing is written. An identity opens the account for good, and
   * a new password does not end it: linking one is confirmed like every change of what protects the account, now, because later only
   * the provider is asked.
   * Throws NOT_FOUND, VALIDATION_FAILED (returnTo), PROVIDER_UNAVAILABLE; to link as {@link SensitiveChanges.confirm} does.
   */
  async start({
    name,
    returnTo,
    linking,
    presented,
  }: ProviderStartInput): Promise<{ url: string; cookie: StartedFlow }> {
    const { limits, providers, providerFlows, sensitiveChanges } = this.#deps;
    const provider = providers.get(name);
    if (provider === null) throw new ApiError("NOT_FOUND");
    this.#assertMayReturn(returnTo);
    const user = linking === null ? null : await sensitiveChanges.confirm(linking);
    await limits.consume("provider-start.global", "all");
    const purpose = linking === null ? "sign-in" : "link";
    const sessionId = linking?.sessionId ?? null;
    const exchange = { provider: name, purpose, sessionId, returnTo, linking: user } as const;
    const { slot, value, ...request } = providerFlows.begin(exchange, presented);
    return { url: await provider.authorizationUrl(request), cookie: { slot, value } };
  }

  #assertMayReturn(returnTo: string | null): void {
    if (returnTo === null || isOwnPath(returnTo) || this.#isAllowedUrl(returnTo)) return;
    throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "returnTo", ...apiText("returnTo.invalid") }] });
  }

  #isAllowedUrl(text: string): boolean {
    if (!/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/.test(text) || !URL.canParse(text)) return false;
    const { origin, username, password } = new URL(text);
    return username === "" && password === "" && this.#deps.allowsOrigin(origin);
  }
}

/**
 * A path of this site, percent-encoded as a URL is. Browsers read `//host` and `/\host` as another host, drop tabs and line ends before
 * that, and `/..//host` is one once its dots are resolved (CWE-601).
 */
function isOwnPath(text: string): boolean {
  if (!/^\/[\x21-\x5b\x5d-\x7e]*$/.test(text) || text.startsWith("//")) return false;
  return URL.canParse(text, "http://own.invalid") && !new URL(text, "http://own.invalid").pathname.startsWith("//");
}
