import { isLocalhost } from "../../utils/isLocalhost.js";
import { defineCheck, fail, pass, skip } from "../Check.js";
import type { HttpTarget } from "../HttpTarget.js";
import { POLICY, PROFILE } from "../requests.js";

export const responseHeaders = defineCheck("outside", {
  id: "answer-headers",
  title: "Responses of the API are not cached",
  issues: {
    stored: {
      severity: "medium",
      title: "Browsers and proxies may store responses",
      reference: "RFC 9111 section 5.2.2.5; OWASP ASVS 5.0 14.3.2",
      fix: "Latchkey sends Cache-Control: no-store. Remove the cache and what changes this header from the proxy.",
    },
  },
  inspect: async ({ target }) => {
    const results = [];
    for (const path of [PROFILE, "/api/v1/auth/nowhere", POLICY]) {
      const { status, envelope, header } = await target.send({ path });
      // What the proxy answers itself says nothing about accounts.
      if (envelope === null) continue;
      const value = header("cache-control").toLowerCase();
      const isStored = !value.includes("no-store") || /public|max-age=[1-9]/.test(value);
      const seen = `${path} (${status}): Cache-Control: ${value || "none"}`;
      results.push(isStored ? fail("stored" as const, seen) : pass("no-store"));
    }
    return results;
  },
});

/** Node drops the headers after the 2000th line, unless `maxHeadersCount` is set. */
const HEADER_COUNT = 2_100;
const REQUEST_ID = "latchkey-doctor-last-header";

export const manyHeaders = defineCheck("outside", {
  id: "many-headers",
  title: "No header is dropped",
  issues: {
    dropped: {
      severity: "medium",
      title: "A client can make the server lose the headers that the proxy adds",
      reference: "RFC 9110 section 5.4; CWE-348",
      fix: "With the library, set server.maxHeadersCount = 0 (docs/start/express.md). Latchkey's own server does so.",
    },
  },
  inspect: async ({ target }) => {
    if (!(await sendHeaders(target, [])).isSeen) return [skip("The response does not repeat a client's X-Request-Id.")];
    const { status, isSeen } = await sendHeaders(target, Array(HEADER_COUNT).fill("1"));
    if (status >= 400) return [pass(`${HEADER_COUNT} headers are refused with ${status}`)];
    const seen = `a header after ${HEADER_COUNT} others is`;
    return [isSeen ? pass(`${seen} seen`) : fail("dropped", `${seen} dropped`)];
  },
});

async function sendHeaders(target: HttpTarget, lines: string[]): Promise<{ status: number; isSeen: boolean }> {
  const { status, header } = await target.send({ path: POLICY, headers: { v: lines, "x-request-id": REQUEST_ID } });
  return { status, isSeen: header("x-request-id") === REQUEST_ID };
}

/** Spellings that a proxy and the server may read differently. */
const METRICS_PATHS = ["/metrics", "/metrics/", "/METRICS", "//metrics", "/%6detrics", "/x/../metrics", "/metrics?x=1"];

export const metrics = defineCheck("outside", {
  id: "metrics",
  title: "The metrics are not public",
  issues: {
    open: {
      severity: "medium",
      title: "Anybody can read the metrics",
      reference: "OWASP ASVS 5.0 13.4.5",
      fix: "nginx: location ~* ^/metrics/?$ { return 404; }. Set METRICS_TOKEN.",
    },
  },
  inspect: async ({ target, url }) => {
    // On localhost this machine may read them without a token.
    if (isLocalhost(url)) return [pass("the request is from this machine")];
    const results = [];
    for (const path of METRICS_PATHS) {
      const { status, text } = await target.send({ path });
      const isOpen = status === 200 && /^# (HELP|TYPE) |^latchkey_/m.test(text);
      results.push(isOpen ? fail("open" as const, `GET ${path}: ${status}`) : pass("refused in every spelling"));
    }
    return results;
  },
});
