import { fine, found, outsideCheck, type Seen, unchecked } from "../Check.js";

const YEAR_IN_SECONDS = 31_536_000;
/** Of the API, a refusal, a page, nothing, and what the proxy itself may answer. */
const PATHS = ["/health/live", "/api/v1/users/profile", "/", "/nowhere", "/metrics"];

type FaultName = "missing" | "partial" | "short" | "host-only" | "doubled";

export const hsts = outsideCheck({
  id: "hsts",
  title: "Browsers are told to stay with https",
  looksAt: "`Strict-Transport-Security` on answers of the API, of the pages and of the proxy itself.",
  faults: {
    missing: {
      severity: "medium",
      title: "Browsers are not told to stay with https",
      clause: "RFC 6797 section 7.1; OWASP ASVS 5.0 3.4.1",
      cure: 'Take HSTS=off away, or nginx: add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always, beside ssl_certificate.',
    },
    partial: {
      severity: "low",
      title: "Some answers do not ask browsers to stay with https",
      clause: "RFC 6797 section 7.1; OWASP ASVS 5.0 3.4.1",
      cure: "nginx: add_header needs the word always, and has to be repeated in a location that has an add_header of its own.",
    },
    short: {
      severity: "medium",
      title: "Browsers forget too soon to stay with https",
      clause: "OWASP ASVS 5.0 3.4.1",
      cure: "max-age=31536000 or more: a year.",
    },
    "host-only": {
      severity: "low",
      title: "Names below this one may be asked without TLS",
      clause: "RFC 6797 section 14.4; OWASP ASVS 5.0 3.4.1",
      cure: "HSTS=includeSubDomains, or in the proxy, once every name below has https.",
    },
    doubled: {
      severity: "low",
      title: "The header comes twice, and browsers read the first",
      clause: "RFC 6797 section 8.1",
      cure: "nginx: proxy_hide_header Strict-Transport-Security beside the add_header.",
    },
  },
  look: async ({ site, url }) => {
    if (url.protocol !== "https:")
      return [unchecked("The URL is http, where the header means nothing (RFC 6797 section 8.1).")];
    const answers = [];
    for (const path of PATHS) {
      const { status, lines } = await site.send({ path });
      answers.push({ path, status, lines: lines("strict-transport-security") });
    }
    const without = answers.filter(({ lines }) => lines.length === 0);
    if (without.length === answers.length) return [found("missing", `on none of ${PATHS.join(" ")}`)];
    const partial = without.map(({ path, status }) => found("partial", `not on ${path} (${status})`));
    return [...partial, ...answers.flatMap(({ path, lines }) => judge(path, lines))];
  },
});

function judge(path: string, lines: readonly string[]): Seen<FaultName>[] {
  const [first] = lines;
  if (first === undefined) return [];
  const maxAge = Number(/max-age\s*=\s*"?(\d+)/i.exec(first)?.[1] ?? 0);
  const seen = [fine(first), ...(lines.length > 1 ? [found("doubled" as const, `${path}: ${lines.join(" | ")}`)] : [])];
  if (maxAge < YEAR_IN_SECONDS) return [...seen, found("short", first)];
  return /includeSubDomains/i.test(first) ? seen : [...seen, found("host-only", first)];
}
