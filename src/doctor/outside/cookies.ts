import { fine, found, outsideCheck, type Seen, unchecked } from "../Check.js";
import type { Visit } from "../visit.js";

type FaultName = "insecure" | "scripted" | "unprefixed" | "scope" | "same-site" | "none" | "in-body" | "missing";

export const cookies = outsideCheck({
  id: "cookies",
  title: "Cookies arrive as they were made",
  looksAt:
    "With --account: `Secure`, `HttpOnly`, `SameSite`, `Path`, `Domain` and the name of each cookie of a sign-in, and whether a browser is given tokens in the body. The sign-in claims to have come by http, and is signed out again.",
  faults: {
    insecure: {
      severity: "high",
      title: "A cookie may cross the network in the clear",
      clause: "RFC 6265 section 4.1.2.5; OWASP ASVS 5.0 3.3.1",
      cure: "Set PUBLIC_URL to the https address; take proxy_cookie_flags out of the proxy.",
    },
    scripted: {
      severity: "high",
      title: "A script in a page can read a cookie",
      clause: "RFC 6265 section 4.1.2.6; OWASP ASVS 5.0 3.3.4",
      cure: "Take out of the proxy what rewrites cookies (proxy_cookie_flags).",
    },
    unprefixed: {
      severity: "medium",
      title: "A neighbouring site can plant a cookie of this name",
      clause: "RFC 6265bis section 4.1.3; OWASP ASVS 5.0 3.3.3",
      cure: "Set PUBLIC_URL to the https address: then the names begin with __Host-.",
    },
    scope: {
      severity: "medium",
      title: "A browser drops a cookie: __Host- needs Secure, Path=/ and no Domain",
      clause: "RFC 6265bis section 4.1.3.2",
      cure: "Take proxy_cookie_path and proxy_cookie_domain out of the proxy.",
    },
    "same-site": {
      severity: "medium",
      title: "A cookie does not say to which sites' requests it belongs",
      clause: "OWASP ASVS 5.0 3.3.2",
      cure: "Take out of the proxy what rewrites cookies. Latchkey sends COOKIE_SAME_SITE.",
    },
    none: {
      severity: "low",
      title: "Cookies go with requests of every site",
      clause: "OWASP ASVS 5.0 3.3.2",
      cure: "COOKIE_SAME_SITE=none is only for pages on another site (docs/guides/spa-other-site.md).",
    },
    "in-body": {
      severity: "medium",
      title: "A browser is given tokens where a script can read them",
      clause: "OWASP ASVS 5.0 3.3.4",
      cure: "Have the proxy pass Sec-Fetch-Site and Origin on; TOKENS_IN_BODY=always is only for pages on another site.",
    },
    missing: {
      severity: "medium",
      title: "A sign-in sets no cookies",
      clause: null,
      cure: "Take proxy_hide_header Set-Cookie and caches out of the proxy.",
    },
  },
  look: async ({ visit, url }) => {
    const visited = await visit();
    if (visited === null) return [unchecked("No answer to a stranger sets or clears a cookie: give --account.")];
    if (visited.refused !== null) return [unchecked(visited.refused)];
    return judge(visited, url.protocol === "https:");
  },
});

const TOKENS = /^(__Host-)?(access|refresh)Token=/;

function judge({ cookies: lines, hasTokensInBody }: Visit, isSecure: boolean): Seen<FaultName>[] {
  const tokens = lines.filter((line) => TOKENS.test(line));
  const seen = lines.flatMap((line) => judgeCookie(line, isSecure));
  if (tokens.length < 2) seen.push(found("missing", `${tokens.length} of 2 cookies came`));
  if (hasTokensInBody) seen.push(found("in-body", "the body of the sign-in holds a token"));
  return [...seen, fine(lines.join(" | "))];
}

function judgeCookie(line: string, isSecure: boolean): Seen<FaultName>[] {
  const [name = "", ...attributes] = line.split(";").map((part) => part.trim().toLowerCase());
  const has = (attribute: string) => attributes.includes(attribute);
  const sameSite = attributes.find((attribute) => attribute.startsWith("samesite="));
  const isPrefixed = line.startsWith("__Host-");
  const isElsewhere = !has("path=/") || attributes.some((attribute) => attribute.startsWith("domain="));
  const wrong: [FaultName, boolean][] = [
    ["insecure", isSecure && !has("secure")],
    ["scripted", !has("httponly")],
    ["unprefixed", isSecure && name !== "" && !isPrefixed],
    ["scope", isElsewhere],
    ["same-site", sameSite === undefined],
    ["none", sameSite === "samesite=none"],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([fault]) => found(fault, line));
}
