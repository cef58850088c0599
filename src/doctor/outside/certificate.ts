import { DAY } from "../../utils/duration.js";
import { tableUtc } from "../../utils/utcTime.js";
import { fine, found, outsideCheck, type Seen, unchecked } from "../Check.js";
import type { TlsFacts } from "../Site.js";

// Certificates are renewed when a third of their life is left; below a quarter something has failed for days.
const SHARE_LEFT = 0.25;
const LAST_DAYS = 3 * DAY;

export const certificate = outsideCheck({
  id: "certificate",
  title: "The certificate is good",
  looksAt:
    "Who signed the certificate, for which name, whether those that lead to an authority come with it, and how long it is good.",
  faults: {
    expired: {
      severity: "high",
      title: "The certificate is not valid any more, or not yet",
      clause: "RFC 5280 section 4.1.2.5; OWASP ASVS 5.0 12.2.2",
      cure: "Renew it, reload the proxy, and find out why nobody was told.",
    },
    name: {
      severity: "high",
      title: "The certificate is for another name",
      clause: "RFC 9110 section 4.3.4; OWASP ASVS 5.0 12.2.2",
      cure: "Get one for the name in PUBLIC_URL, and have the proxy use it for that name.",
    },
    untrusted: {
      severity: "high",
      title: "The certificate is not believed",
      clause: "OWASP ASVS 5.0 12.2.2",
      cure: "Use one of a public authority, with its intermediates (fullchain.pem). For an authority of your own set NODE_EXTRA_CA_CERTS here.",
    },
    chain: {
      severity: "high",
      title: "The certificate comes alone, and none that signed it is known here",
      clause: "RFC 8446 section 4.4.2; OWASP ASVS 5.0 12.2.2",
      cure: "Send its intermediates too: fullchain.pem, not cert.pem. For an authority of your own set NODE_EXTRA_CA_CERTS here.",
    },
    ending: {
      severity: "medium",
      title: "The certificate ends within days",
      clause: "RFC 5280 section 4.1.2.5",
      cure: "Renew it now, and look at the log of what should have.",
    },
    late: {
      severity: "low",
      title: "The certificate should have been renewed by now",
      clause: "RFC 5280 section 4.1.2.5",
      cure: "Look at the log of certbot or Caddy.",
    },
  },
  look: async ({ site, url, clock }) => {
    if (url.protocol !== "https:") return [unchecked("The URL is http.")];
    const { tls } = await site.send({ path: "/health/live" });
    return tls === null ? [unchecked("The connection told nothing.")] : [judge(tls, clock.now())];
  },
});

function judge(
  { fault, validFrom, validTo }: TlsFacts,
  now: number,
): Seen<"expired" | "name" | "untrusted" | "chain" | "ending" | "late"> {
  const left = validTo - now;
  const until = `valid until ${tableUtc(validTo)} UTC, ${Math.floor(left / DAY)} days left`;
  if (fault === "CERT_HAS_EXPIRED" || fault === "CERT_NOT_YET_VALID" || left < 0) return found("expired", until);
  if (fault === "ERR_TLS_CERT_ALTNAME_INVALID") return found("name", fault);
  if (fault === "UNABLE_TO_VERIFY_LEAF_SIGNATURE") return found("chain", fault);
  if (fault !== null) return found("untrusted", fault);
  if (left >= (validTo - validFrom) * SHARE_LEFT) return fine(until);
  return found(left < LAST_DAYS ? "ending" : "late", until);
}
