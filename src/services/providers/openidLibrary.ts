export type OpenIdLibrary = Awaited<ReturnType<typeof loadOpenId>>;

/** The one place that loads the library of OpenID Connect, when it is first used: few starts need it. */
export function loadOpenId() {
  return import("openid-client");
}
