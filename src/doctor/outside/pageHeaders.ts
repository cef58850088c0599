import { fine, found, outsideCheck, type Seen } from "../Check.js";
import type { SiteAnswer } from "../Site.js";

type FaultName = "policy" | "framed" | "sniffed" | "referrer";

export const pageHeaders = outsideCheck({
  id: "page-headers",
  title: "Pages carry their headers",
  looksAt: "The content policy, the protection against frames, `nosniff` and `Referrer-Policy` of the first page.",
  faults: {
    policy: {
      severity: "medium",
      title: "A page would run a script that somebody put into it",
      clause: "OWASP ASVS 5.0 3.4.3",
      cure: "Latchkey's pages send Content-Security-Policy. Take out of the proxy what replaces or removes it.",
    },
    framed: {
      severity: "medium",
      title: "Another site can put a page into a frame and steal a click",
      clause: "OWASP ASVS 5.0 3.4.6",
      cure: "Keep frame-ancestors 'none' in the policy of pages.",
    },
    sniffed: {
      severity: "low",
      title: "A browser may take a file for something else",
      clause: "OWASP ASVS 5.0 3.4.4",
      cure: "Keep X-Content-Type-Options: nosniff.",
    },
    referrer: {
      severity: "low",
      title: "Browsers tell other sites the address of a page",
      clause: "OWASP ASVS 5.0 3.4.5",
      cure: "Keep Referrer-Policy: no-referrer.",
    },
  },
  look: async ({ site }) => {
    const answer = await site.send({ path: "/" });
    const isPage = answer.status === 200 && answer.header("content-type").startsWith("text/html");
    return isPage ? judge(answer) : [fine(`no page at / (${answer.status})`)];
  },
});

function judge({ header }: SiteAnswer): Seen<FaultName>[] {
  const policy = header("content-security-policy");
  const directives = policy.split(/[;,]/).map((directive) => directive.trim());
  const says = (wanted: string) => directives.some((one) => one === wanted || one.startsWith(`${wanted} `));
  // Without object-src the default counts; base-uri has no default.
  const isStrict = (says("default-src 'none'") || says("object-src 'none'")) && says("base-uri 'none'");
  const wrong: [FaultName, boolean, string][] = [
    ["policy", !isStrict || directives.some(allowsAnyScript), `policy: ${policy || "none"}`],
    ["framed", !says("frame-ancestors 'none'") && !says("frame-ancestors 'self'"), "no frame-ancestors"],
    ["sniffed", !header("x-content-type-options").includes("nosniff"), "no nosniff"],
    ["referrer", !/no-referrer|same-origin|strict-origin/.test(header("referrer-policy")), "no Referrer-Policy"],
  ];
  const faults = wrong.filter(([, isWrong]) => isWrong).map(([name, , what]) => found(name, `GET /: ${what}`));
  return [...faults, fine(policy)];
}

function allowsAnyScript(directive: string): boolean {
  return directive.startsWith("script-src") && /'unsafe-(inline|eval)'/.test(directive);
}
