import { fine, found, outsideCheck, unchecked } from "../Check.js";

export const tlsVersion = outsideCheck({
  id: "tls-version",
  title: "Only TLS 1.2 and newer",
  looksAt: "Which TLS is agreed on, and whether 1.0 or 1.1 is still taken.",
  faults: {
    old: {
      severity: "medium",
      title: "TLS 1.0 or 1.1 is still taken",
      clause: "RFC 8996; OWASP ASVS 5.0 12.1.1",
      cure: "nginx: ssl_protocols TLSv1.2 TLSv1.3. Caddy needs nothing.",
    },
  },
  look: async ({ site, url }) => {
    if (url.protocol !== "https:") return [unchecked("The URL is http.")];
    const { tls } = await site.send({ path: "/health/live" });
    const old = await site.agreeOn({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT" });
    if (old !== null) return [found("old", `${old.protocol} was agreed on`)];
    return [fine(`${tls?.protocol}; nothing older than 1.2`)];
  },
});
