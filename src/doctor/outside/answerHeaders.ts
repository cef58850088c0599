import { fine, found, outsideCheck, type Seen } from "../Check.js";
import type { SiteAnswer, SiteRequest } from "../Site.js";

const REQUESTS: readonly SiteRequest[] = [
  { path: "/api/v1/users/profile" },
  { path: "/api/v1/auth/nowhere" },
  { path: "/api/v1/auth/password-policy" },
  { method: "POST", path: "/api/v1/auth/login", headers: { "content-type": "application/json" }, body: "{" },
];

type FaultName = "stored" | "sniffed" | "policy" | "referrer" | "type";

export const answerHeaders = outsideCheck({
  id: "answer-headers",
  title: "Answers of the API carry their headers",
  looksAt:
    "`Cache-Control`, `X-Content-Type-Options`, `Content-Security-Policy`, `Referrer-Policy` and `Content-Type` of answers and errors of the API.",
  faults: {
    stored: {
      severity: "medium",
      title: "Answers may be kept by browsers and proxies",
      clause: "RFC 9111 section 5.2.2.5; OWASP ASVS 5.0 14.3.2",
      cure: "Latchkey sends Cache-Control: no-store. Take out of the proxy what replaces or adds to it, and its cache.",
    },
    sniffed: {
      severity: "low",
      title: "A browser may take an answer for something else",
      clause: "OWASP ASVS 5.0 3.4.4",
      cure: "Latchkey sends X-Content-Type-Options: nosniff. Take proxy_hide_header for it out of the proxy.",
    },
    policy: {
      severity: "low",
      title: "An answer that is shown as a page may do what it likes",
      clause: "OWASP ASVS 5.0 3.2.1",
      cure: "Latchkey sends Content-Security-Policy. Take out of the proxy what replaces or removes it.",
    },
    referrer: {
      severity: "low",
      title: "Browsers tell others the address of an answer",
      clause: "OWASP ASVS 5.0 3.4.5",
      cure: "Latchkey sends Referrer-Policy: no-referrer. Take out of the proxy what replaces or removes it.",
    },
    type: {
      severity: "low",
      title: "An answer does not say that it is JSON in UTF-8",
      clause: "OWASP ASVS 5.0 4.1.1",
      cure: "Have the proxy pass Content-Type on as it came.",
    },
  },
  look: async ({ site }) => {
    const seen: Seen<FaultName>[] = [];
    for (const request of REQUESTS) {
      const answer = await site.send(request);
      // What the proxy answers by itself is no answer about an account.
      if (answer.envelope === null) continue;
      seen.push(...judge(`${request.path} (${answer.status})`, answer));
    }
    return [...seen, fine("no-store, nosniff, a policy, no referrer, JSON in UTF-8")];
  },
});

function judge(where: string, { header }: SiteAnswer): Seen<FaultName>[] {
  const cache = header("cache-control").toLowerCase();
  const isKept = !cache.includes("no-store") || /public|max-age=[1-9]/.test(cache);
  const policy = header("content-security-policy");
  const wrong: [FaultName, boolean, string][] = [
    ["stored", isKept, `Cache-Control: ${cache || "none"}`],
    ["sniffed", header("x-content-type-options").toLowerCase() !== "nosniff", "no nosniff"],
    [
      "policy",
      !policy.includes("default-src 'none'") || !policy.includes("frame-ancestors"),
      `policy: ${policy || "none"}`,
    ],
    ["referrer", !/no-referrer|same-origin/.test(header("referrer-policy")), "no Referrer-Policy"],
    ["type", !/^application\/json; ?charset=utf-8$/i.test(header("content-type")), header("content-type")],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([name, , what]) => found(name, `${where}: ${what}`));
}
