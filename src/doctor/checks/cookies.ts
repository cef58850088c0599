import { type CheckResult, defineCheck, fail, pass, skip } from "../Check.js";
import type { SignInResult } from "../signInProbe.js";

type IssueName = "insecure" | "scripted" | "unprefixed" | "scope" | "same-site" | "none" | "in-body" | "missing";

export const cookies = defineCheck("outside", {
  id: "cookies",
  title: "Cookies arrive as Latchkey sent them",
  issues: {
    insecure: {
      severity: "high",
      title: "A cookie may be sent without encryption",
      reference: "RFC 6265 section 4.1.2.5; OWASP ASVS 5.0 3.3.1",
      fix: "Set PUBLIC_URL to the https address; remove proxy_cookie_flags from the proxy.",
    },
    scripted: {
      severity: "high",
      title: "Scripts in a page can read a cookie",
      reference: "RFC 6265 section 4.1.2.6; OWASP ASVS 5.0 3.3.4",
      fix: "Remove what rewrites cookies (proxy_cookie_flags) from the proxy.",
    },
    unprefixed: {
      severity: "medium",
      title: "Another site of the same domain can set a cookie with this name",
      reference: "RFC 6265bis section 4.1.3; OWASP ASVS 5.0 3.3.3",
      fix: "Set PUBLIC_URL to the https address: then the names start with __Host-.",
    },
    scope: {
      severity: "medium",
      title: "Browsers drop a cookie: __Host- requires Secure, Path=/ and no Domain",
      reference: "RFC 6265bis section 4.1.3.2",
      fix: "Remove proxy_cookie_path and proxy_cookie_domain from the proxy.",
    },
    "same-site": {
      severity: "medium",
      title: "A cookie has no SameSite attribute",
      reference: "OWASP ASVS 5.0 3.3.2",
      fix: "Remove what rewrites cookies from the proxy. Latchkey sends COOKIE_SAME_SITE.",
    },
    none: {
      severity: "low",
      title: "Cookies are sent with requests from every site",
      reference: "OWASP ASVS 5.0 3.3.2",
      fix: "Use COOKIE_SAME_SITE=none for pages on another site only (docs/guides/spa-other-site.md).",
    },
    "in-body": {
      severity: "medium",
      title: "Browsers get tokens in the body, where scripts can read them",
      reference: "OWASP ASVS 5.0 3.3.4",
      fix: "Make the proxy pass on Sec-Fetch-Site and Origin; use TOKENS_IN_BODY=always for pages on another site only.",
    },
    missing: {
      severity: "medium",
      title: "A sign-in sets no cookies",
      fix: "Remove proxy_hide_header Set-Cookie and caching from the proxy.",
    },
  },
  inspect: async ({ signIn, url }) => {
    const signedIn = await signIn();
    if (signedIn === null) return [skip("Only a sign-in sets cookies: use --account.")];
    return signedIn.failure === null ? inspectSignIn(signedIn, url.protocol === "https:") : [skip(signedIn.failure)];
  },
});

function inspectSignIn({ cookies: lines, hasTokensInBody }: SignInResult, isSecure: boolean): CheckResult<IssueName>[] {
  const results = lines.flatMap((line) => inspectCookie(line, isSecure));
  const tokens = lines.filter((line) => /^(__Host-)?(access|refresh)Token=/.test(line));
  if (tokens.length < 2) results.push(fail("missing", `${tokens.length} of 2 cookies were set`));
  if (hasTokensInBody) results.push(fail("in-body", "the body of the sign-in holds a token"));
  return [...results, pass(lines.join(" | "))];
}

function inspectCookie(line: string, isSecure: boolean): CheckResult<IssueName>[] {
  const attributes = line.split(";").map((part) => part.trim().toLowerCase());
  const has = (attribute: string) => attributes.includes(attribute);
  const starts = (start: string) => attributes.some((attribute) => attribute.startsWith(start));
  const wrong: [IssueName, boolean][] = [
    ["insecure", isSecure && !has("secure")],
    ["scripted", !has("httponly")],
    ["unprefixed", isSecure && !line.startsWith("__Host-")],
    ["scope", !has("path=/") || starts("domain=")],
    ["same-site", !starts("samesite=")],
    ["none", has("samesite=none")],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([issue]) => fail(issue, line));
}
