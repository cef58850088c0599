import { randomBytes } from "node:crypto";
import { fine, found, outsideCheck, unchecked } from "../Check.js";
import { fromOwnPage, impossibleSignIn } from "../forgeries.js";

/** More than any sensible number of attempts for one account: NIST 800-63B-4 allows 100 failures at the very most. */
const MOST_ATTEMPTS = 30;

export const rateLimit = outsideCheck({
  id: "rate-limit",
  title: "Guessing is stopped",
  looksAt: `Whether sign-ins with an account that cannot be are refused with 429, with another claimed address each. At most ${MOST_ATTEMPTS} requests; nobody's account is touched. Not with --no-load.`,
  faults: {
    off: {
      severity: "high",
      title: "Guessing passwords is not stopped",
      clause: "OWASP ASVS 5.0 6.3.1, 2.4.1; NIST SP 800-63B-4 section 3.2.2",
      cure: "Remove RATE_LIMIT=off, and look at login.account in RATE_LIMITS (docs/reference/limits.md).",
    },
    silent: {
      severity: "low",
      title: "A refusal does not say how long to wait",
      clause: "RFC 6585 section 4",
      cure: "Have the proxy pass Retry-After on.",
    },
  },
  look: async ({ site, url, load }) => {
    if (!load) return [unchecked("Left out by --no-load.")];
    const body = impossibleSignIn(randomBytes(8).toString("hex"));
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const headers = { ...fromOwnPage(url), "x-forwarded-for": `198.51.100.${attempt}` };
      const { status, header } = await site.send({ method: "POST", path: "/api/v1/auth/login", headers, body });
      if (status === 429) {
        const wait = header("retry-after");
        const seen = `attempt ${attempt} with an account that cannot be: 429`;
        return [wait === "" ? found("silent", seen) : fine(`${seen}, Retry-After: ${wait}`)];
      }
      if (status >= 500) return [unchecked(`Attempt ${attempt} was answered with ${status}.`)];
    }
    return [found("off", `${MOST_ATTEMPTS} attempts with an account that cannot be, none was refused with 429`)];
  },
});
