import type { Configuration } from "openid-client";

export type OpenIdLibrary = Awaited<ReturnType<typeof loadOpenId>>;

/** The library, set up for one provider. */
export interface OpenIdClient {
  readonly library: OpenIdLibrary;
  readonly configuration: Configuration;
}

/** The one place that loads the library of OpenID Connect, when it is first used: few starts need it. */
export function loadOpenId() {
  return import("openid-client");
}
