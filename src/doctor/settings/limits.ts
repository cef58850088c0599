import { formatDuration } from "../../utils/duration.js";
import { fine, found, settingsCheck } from "../Check.js";

/** NIST SP 800-63B-4 section 3.2.2 */
const MOST_FAILURES = 100;

export const limits = settingsCheck({
  id: "limits",
  title: "Attempts are limited",
  looksAt: "RATE_LIMIT and the limits of RATE_LIMITS that guard a password.",
  faults: {
    off: {
      severity: "info",
      title: "Attempts are not limited, as localhost allows",
      clause: "OWASP ASVS 5.0 6.3.1",
      cure: "Remove RATE_LIMIT=off before anybody else reaches the server.",
    },
    lax: {
      severity: "medium",
      title: "More wrong passwords are allowed than the standard does",
      clause: "NIST SP 800-63B-4 section 3.2.2; OWASP ASVS 5.0 6.3.1",
      cure: "Take the limit out of RATE_LIMITS, or lower it.",
    },
  },
  look: async ({ config }) => {
    if (config.rateLimit === "off") return [found("off", "RATE_LIMIT=off")];
    const names = [
      "login.account",
      "login.device",
      "login.devices",
      "reauth.session",
      "change-password.account",
      "reauth.account",
    ] as const;
    return names.map((name) => {
      const { points, windowMs } = config.limits[name];
      const seen = `${name}=${points}/${formatDuration(windowMs)}`;
      return points > MOST_FAILURES ? found("lax", seen) : fine(seen);
    });
  },
});
