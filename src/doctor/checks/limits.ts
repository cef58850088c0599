import { formatDuration } from "../../utils/duration.js";
import { defineCheck, fail, pass, settingsCheck, skip } from "../Check.js";
import { fromOwnPage, impossibleAccount, LOGIN } from "../requests.js";

const MAX_ATTEMPTS = 30;

export const rateLimit = defineCheck("outside", {
  id: "rate-limit",
  title: "Guessing passwords is limited",
  issues: {
    off: {
      severity: "high",
      title: "Guessing passwords is not limited",
      reference: "OWASP ASVS 5.0 6.3.1, 2.4.1; NIST SP 800-63B-4 section 3.2.2",
      fix: "Remove RATE_LIMIT=off, and check login.account in RATE_LIMITS (docs/reference/limits.md).",
    },
    silent: {
      severity: "low",
      title: "A 429 does not say how long to wait",
      reference: "RFC 6585 section 4",
      fix: "Make the proxy pass on Retry-After.",
    },
  },
  inspect: async ({ target, url, load }) => {
    if (!load) return [skip("Skipped by --no-load.")];
    const body = impossibleAccount();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const headers = { ...fromOwnPage(url), "x-forwarded-for": `198.51.100.${attempt}` };
      const { status, header } = await target.send({ method: "POST", path: LOGIN, headers, body });
      if (status >= 500) return [skip(`Attempt ${attempt} returned ${status}.`)];
      if (status !== 429) continue;
      const retryAfter = header("retry-after");
      const seen = `attempt ${attempt} returned 429`;
      return [retryAfter === "" ? fail("silent", seen) : pass(`${seen}, Retry-After: ${retryAfter}`)];
    }
    return [fail("off", `none of ${MAX_ATTEMPTS} failed sign-ins returned 429`)];
  },
});

/** NIST SP 800-63B-4 section 3.2.2 */
const MAX_FAILURES = 100;
const SECRET_LIMITS = [
  "login.account",
  "login.device",
  "login.devices",
  "reauth.session",
  "change-password.account",
  "reauth.account",
  "factor.account",
  "factor.device",
] as const;

export const limits = settingsCheck({
  id: "limits",
  title: "Attempts are limited",
  issues: {
    lax: {
      severity: "medium",
      title: "A limit allows more wrong passwords or codes than the standard",
      reference: "NIST SP 800-63B-4 section 3.2.2; OWASP ASVS 5.0 6.3.1",
      fix: "Remove the limit from RATE_LIMITS, or lower it.",
    },
  },
  inspect: async ({ config }) => {
    if (config.rateLimit === "off")
      return [skip("RATE_LIMIT=off, which localhost allows: remove it before others can reach the server.")];
    return SECRET_LIMITS.map((name) => {
      const { points, windowMs } = config.limits[name];
      const seen = `${name}=${points}/${formatDuration(windowMs)}`;
      return points > MAX_FAILURES ? fail("lax", seen) : pass(seen);
    });
  },
});
