import { isIP } from "node:net";
import { isLoopback } from "../../utils/ipAddress.js";
import { fine, found, settingsCheck } from "../Check.js";

/** A range that is wider than any network of one's own: 10.0.0.0/8, or fc00::/7. */
const WIDEST = { 4: 8, 6: 7 } as const;

export const trustProxy = settingsCheck({
  id: "trust-proxy",
  title: "TRUST_PROXY names few",
  looksAt:
    "Whom TRUST_PROXY believes, and whether the port can be reached past the proxy. What the server made of it is the check client-address.",
  faults: {
    wide: {
      severity: "medium",
      title: "TRUST_PROXY believes strangers",
      clause: "OWASP ASVS 5.0 4.1.3, 15.3.4",
      cure: "Write the addresses of your proxies, loopback, or their number.",
    },
    exposed: {
      severity: "info",
      title: "Whoever reaches the port itself is taken for the proxy",
      clause: "OWASP ASVS 5.0 4.1.3",
      cure: "Let nobody but the proxy reach the port: HOST=127.0.0.1, a network of its own, or a firewall.",
    },
  },
  look: async ({ config: { trustProxy: trusted, host, port } }) => {
    const says = `TRUST_PROXY=${Array.isArray(trusted) ? trusted.join(",") : trusted}`;
    if (trusted === true || (Array.isArray(trusted) && trusted.some(isWide))) return [found("wide", says)];
    const isCounted = typeof trusted === "number" && trusted > 0;
    const isOpen = !isLoopback(host) && host !== "localhost";
    return [isCounted && isOpen ? found("exposed", `${says}, and ${host}:${port} is listened on`) : fine(says)];
  },
});

function isWide(range: string): boolean {
  const [address = "", bits] = range.split("/");
  const family = isIP(address);
  return bits !== undefined && (family === 4 || family === 6) && Number(bits) < WIDEST[family];
}
