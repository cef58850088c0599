import { isLocalhost } from "../../utils/isLocalhost.js";
import { type CheckResult, defineCheck, fail, pass, settingsCheck } from "../Check.js";
import type { TargetResponse } from "../HttpTarget.js";
import { FOREIGN_ORIGIN, fromOwnPage, LOGIN, PROFILE } from "../requests.js";

const REFRESH = "/api/v1/auth/refresh-token";

export const csrf = defineCheck("outside", {
  id: "csrf",
  title: "Requests from other sites are refused, requests from this site are not",
  issues: {
    unseen: {
      severity: "high",
      title: "A request from another site is not refused",
      reference: "OWASP ASVS 5.0 3.5.1",
      fix: "Make the proxy pass on Origin and Sec-Fetch-Site unchanged; check CORS_ORIGIN.",
    },
    "own-refused": {
      severity: "high",
      title: "The server does not take this URL for its own",
      reference: "OWASP ASVS 5.0 3.5.1",
      fix: "Set PUBLIC_URL to the address that users see: cookies, links in mail and allowed origins follow from it.",
    },
  },
  inspect: async ({ target, url }) => {
    const results: CheckResult<"unseen" | "own-refused">[] = [];
    for (const headers of [{ origin: FOREIGN_ORIGIN }, { origin: "null" }, { "sec-fetch-site": "cross-site" }]) {
      const { status, envelope } = await target.send({ method: "POST", path: REFRESH, headers, body: {} });
      const seen = `POST ${REFRESH} with ${Object.entries(headers).flat().join(": ")}: ${status} ${envelope?.code ?? ""}`;
      results.push(envelope?.code === "ORIGIN_NOT_ALLOWED" ? pass("other sites: 403") : fail("unseen", seen));
    }
    const own = await target.send({ method: "POST", path: REFRESH, headers: fromOwnPage(url), body: {} });
    const isRefused = own.envelope?.code === "ORIGIN_NOT_ALLOWED";
    results.push(isRefused ? fail("own-refused", `origin ${url.origin}: 403`) : pass(`${url.origin}: allowed`));
    return results;
  },
});

export const cors = defineCheck("outside", {
  id: "cors",
  title: "No other origin can read responses",
  issues: {
    open: {
      severity: "high",
      title: "Any page can act and read with the visitor's cookies",
      reference: "OWASP ASVS 5.0 3.4.2; Fetch standard, CORS protocol",
      fix: "Remove the CORS headers from the proxy: Latchkey sends them itself, for CORS_ORIGIN only.",
    },
    readable: {
      severity: "medium",
      title: "An unknown origin can read responses",
      reference: "OWASP ASVS 5.0 3.4.2",
      fix: "Remove the CORS headers from the proxy: Latchkey sends them itself, for CORS_ORIGIN only.",
    },
    wildcard: {
      severity: "medium",
      title: "Every origin can read responses",
      reference: "OWASP ASVS 5.0 3.4.2",
      fix: "Remove Access-Control-Allow-Origin: * from the proxy: Latchkey sends what CORS_ORIGIN allows.",
    },
  },
  inspect: async ({ target }) => {
    const results: ReturnType<typeof inspectCors>[] = [];
    for (const origin of [FOREIGN_ORIGIN, "null"]) {
      const read = await target.send({ path: PROFILE, headers: { origin } });
      const headers = {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      };
      const preflight = await target.send({ method: "OPTIONS", path: LOGIN, headers });
      results.push(inspectCors(origin, "GET", read), inspectCors(origin, "OPTIONS", preflight));
    }
    return results;
  },
});

function inspectCors(
  origin: string,
  method: string,
  { header }: TargetResponse,
): CheckResult<"open" | "readable" | "wildcard"> {
  const allowed = header("access-control-allow-origin")
    .split(",")
    .map((one) => one.trim());
  const seen = `${method} from ${origin}: Access-Control-Allow-Origin: ${allowed.join(", ")}`;
  // Browsers never combine * with cookies.
  if (allowed.includes("*")) return fail("wildcard", seen);
  if (!allowed.includes(origin)) return pass("nothing is allowed to an unknown origin or to null");
  return fail(/true/i.test(header("access-control-allow-credentials")) ? "open" : "readable", seen);
}

export const browsers = settingsCheck({
  id: "browsers",
  title: "The settings for browsers are strict",
  issues: {
    "plain-origin": {
      severity: "medium",
      title: "An allowed origin is http",
      reference: "OWASP ASVS 5.0 3.4.2",
      fix: "Serve these pages by https, and write https in CORS_ORIGIN.",
    },
    "pages-missing": {
      severity: "medium",
      title: "PAGES is on, but there are no pages: links in mail do not work",
      fix: "Run npm run build, or make the proxy pass on /. Set PAGES=off if your app has these pages.",
    },
  },
  inspect: async ({ config: { corsOrigins, pages, pagesPath } }, { target }) => {
    const plain = corsOrigins.filter((origin) => origin.startsWith("http:") && !isLocalhost(new URL(origin)));
    const results: CheckResult<"plain-origin" | "pages-missing">[] = [
      pass(`${corsOrigins.length} other origins`),
      ...plain.map((origin) => fail("plain-origin" as const, origin)),
    ];
    if (pages === "off") return results;
    const { status, header } = await target.send({ path: `${pagesPath}/reset-password` });
    const isPage = status === 200 && header("content-type").startsWith("text/html");
    return isPage ? results : [...results, fail("pages-missing", `GET ${pagesPath}/reset-password: ${status}`)];
  },
});
