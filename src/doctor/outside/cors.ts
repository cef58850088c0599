import { fine, found, outsideCheck, type Seen } from "../Check.js";
import { FOREIGN_ORIGIN } from "../forgeries.js";
import type { SiteAnswer } from "../Site.js";

type FaultName = "open" | "readable" | "wildcard";

export const cors = outsideCheck({
  id: "cors",
  title: "No other origin may read answers",
  looksAt: "What an answer and a preflight allow an origin that nobody has, and the origin `null`.",
  faults: {
    open: {
      severity: "high",
      title: "Any page may act and read with the visitor's cookies",
      clause: "OWASP ASVS 5.0 3.4.2; Fetch standard, CORS protocol",
      cure: "Take the CORS headers out of the proxy: Latchkey sends them itself, for CORS_ORIGIN alone.",
    },
    readable: {
      severity: "medium",
      title: "An origin that nobody has may read answers",
      clause: "OWASP ASVS 5.0 3.4.2",
      cure: "Take the CORS headers out of the proxy: Latchkey sends them itself, for CORS_ORIGIN alone.",
    },
    wildcard: {
      severity: "medium",
      title: "Every origin may read answers",
      clause: "OWASP ASVS 5.0 3.4.2",
      cure: "Take Access-Control-Allow-Origin: * out of the proxy: Latchkey sends what CORS_ORIGIN allows.",
    },
  },
  look: async ({ site }) => {
    const seen: Seen<FaultName>[] = [];
    for (const origin of [FOREIGN_ORIGIN, "null"]) {
      const read = await site.send({ path: "/api/v1/users/profile", headers: { origin } });
      const asked = await site.send({
        method: "OPTIONS",
        path: "/api/v1/auth/login",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
      });
      seen.push(judge(origin, "GET", read), judge(origin, "OPTIONS", asked));
    }
    return seen;
  },
});

function judge(origin: string, method: string, { header }: SiteAnswer): Seen<FaultName> {
  const allowed = header("access-control-allow-origin")
    .split(",")
    .map((origin) => origin.trim());
  const seen = `${method} from ${origin}: Access-Control-Allow-Origin: ${allowed.join(", ")}`;
  // A browser lets nobody read with cookies where everybody may.
  if (allowed.includes("*")) return found("wildcard", seen);
  if (!allowed.includes(origin)) return fine("not for an origin that nobody has, nor for null");
  return found(/true/i.test(header("access-control-allow-credentials")) ? "open" : "readable", seen);
}
