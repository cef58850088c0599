import { fine, found, outsideCheck, type Seen } from "../Check.js";
import { FOREIGN_ORIGIN, fromOwnPage } from "../forgeries.js";

const PATH = "/api/v1/auth/refresh-token";

export const csrf = outsideCheck({
  id: "csrf",
  title: "Other sites' requests are refused, the site's own are not",
  looksAt: "Whether `Origin` and `Sec-Fetch-Site` reach the server, and whether it takes this URL for its own.",
  faults: {
    unseen: {
      severity: "high",
      title: "A request from another site is not refused",
      clause: "OWASP ASVS 5.0 3.5.1",
      cure: "Have the proxy pass Origin and Sec-Fetch-Site on as they came; look at CORS_ORIGIN.",
    },
    "own-refused": {
      severity: "high",
      title: "The server does not take this URL for its own",
      clause: "OWASP ASVS 5.0 3.5.1",
      cure: "Set PUBLIC_URL to the address that users see: it decides cookies, links in mail and whose requests are taken.",
    },
  },
  look: async ({ site, url }) => {
    const seen: Seen<"unseen" | "own-refused">[] = [];
    const foreign = [{ origin: FOREIGN_ORIGIN }, { origin: "null" }, { "sec-fetch-site": "cross-site" }];
    for (const headers of foreign) {
      const { status, envelope } = await site.send({ method: "POST", path: PATH, headers, body: {} });
      const what = `POST ${PATH} with ${Object.entries(headers).flat().join(": ")}: ${status} ${envelope?.code ?? ""}`;
      seen.push(envelope?.code === "ORIGIN_NOT_ALLOWED" ? fine("other sites: 403") : found("unseen", what));
    }
    const own = await site.send({ method: "POST", path: PATH, headers: fromOwnPage(url), body: {} });
    const isRefused = own.envelope?.code === "ORIGIN_NOT_ALLOWED";
    seen.push(isRefused ? found("own-refused", `with origin: ${url.origin}: 403`) : fine(`${url.origin}: taken`));
    return seen;
  },
});
