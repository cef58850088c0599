import { isIP } from "node:net";
import { isLoopback } from "../../utils/ipAddress.js";
import { fine, found, outsideCheck, type Seen, unchecked } from "../Check.js";
import { FORGED_ADDRESS } from "../forgeries.js";

type FaultName = "forged" | "proxy";

export const clientAddress = outsideCheck({
  id: "client-address",
  title: "A client's address is that of its connection",
  looksAt:
    "The address that the server takes for a client's, when a client claims another: that of the session with --account, that which is counted where the database is. Limits count by it.",
  faults: {
    forged: {
      severity: "high",
      title: "A client can write its own address, and gets a new budget of attempts with each",
      clause: "OWASP ASVS 5.0 4.1.3, 15.3.4",
      cure: "Set TRUST_PROXY to exactly what stands in front, and have the proxy write X-Forwarded-For over: proxy_set_header X-Forwarded-For $remote_addr.",
    },
    proxy: {
      severity: "medium",
      title: "Everybody has the address of the proxy, and one budget of attempts",
      clause: "OWASP ASVS 5.0 6.1.1",
      cure: "Set TRUST_PROXY to what stands in front, and have the proxy send X-Forwarded-For.",
    },
  },
  look: async ({ visit, countsForgedAddress }) => {
    const visited = await visit();
    const isForgedCounted = await countsForgedAddress();
    const seen: Seen<FaultName>[] = [];
    if (visited?.session) seen.push(judge("the session", visited.session.ip, visited.addresses));
    if (isForgedCounted) seen.push(found("forged", "a refused sign-in was counted under a claimed address"));
    if (isForgedCounted === false) seen.push(fine("a claimed address is not counted by"));
    if (seen.length > 0) return seen;
    return [unchecked("No answer tells it: give --account, or run this where the settings and the database are.")];
  },
});

function judge(
  where: string,
  ip: string | null,
  { local, remote }: { local: string; remote: string },
): Seen<FaultName> {
  if (ip === FORGED_ADDRESS) return found("forged", `${where} has ${ip}, which was only claimed`);
  // Somebody out there came in: then the address of a private network is not theirs, unless this machine has it too.
  const isInside = ip !== null && isPrivate(ip) && !isPrivate(remote) && ip !== local;
  return isInside ? found("proxy", `${where} has ${ip}`) : fine(`${where} has ${ip}`);
}

function isPrivate(address: string): boolean {
  const bare = address.replace(/^::ffff:/, "");
  if (isLoopback(bare)) return true;
  return isIP(bare) === 6
    ? /^f[cde]/i.test(bare)
    : /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(bare);
}
