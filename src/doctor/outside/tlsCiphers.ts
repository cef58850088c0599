import { fine, found, outsideCheck, type Seen, unchecked } from "../Check.js";
import type { TlsOffer } from "../Site.js";

const offerOf = (ciphers: string): TlsOffer => ({ minVersion: "TLSv1.2", maxVersion: "TLSv1.2", ciphers });

const OFFERS = {
  // An OpenSSL of today has no RC4 and no 3DES to offer; one that has offers them.
  weak: offerOf("aNULL:eNULL:RC4:3DES"),
  "no-forward-secrecy": offerOf("kRSA"),
} as const;

export const tlsCiphers = outsideCheck({
  id: "tls-ciphers",
  title: "Only ciphers that are recommended",
  looksAt:
    "Whether TLS 1.2 is agreed on without a certificate, without encryption, with RC4 or 3DES as far as this Node has them, or with a key that RSA transports.",
  faults: {
    weak: {
      severity: "medium",
      title: "TLS without a certificate or with a broken cipher is taken",
      clause: "RFC 9325 section 4.1; OWASP ASVS 5.0 12.1.2",
      cure: "nginx: the line ssl_ciphers of deploy/nginx/latchkey.conf. Caddy needs nothing.",
    },
    "no-forward-secrecy": {
      severity: "low",
      title: "Who gets the key of the certificate can read what was recorded before",
      clause: "RFC 9325 section 4.1; OWASP ASVS 5.0 12.1.2",
      cure: "Take what does not begin with ECDHE out of ssl_ciphers; deploy/nginx/latchkey.conf has a list.",
    },
  },
  look: async ({ site, url }) => {
    if (url.protocol !== "https:") return [unchecked("The URL is http.")];
    const seen: Seen<keyof typeof OFFERS>[] = [];
    for (const fault of ["weak", "no-forward-secrecy"] as const) {
      const agreed = await site.agreeOn(OFFERS[fault]);
      if (agreed !== null) seen.push(found(fault, `${agreed.cipher} was agreed on`));
    }
    return [...seen, fine("nothing weaker was agreed on")];
  },
});
