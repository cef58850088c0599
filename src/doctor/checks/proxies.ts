import { isIP } from "node:net";
import type { Config } from "../../config/index.js";
import { signInCounterOf } from "../../container.js";
import { isLoopback } from "../../utils/ipAddress.js";
import { type CheckResult, defineCheck, fail, pass, settingsCheck, skip } from "../Check.js";
import type { CheckContext } from "../CheckContext.js";
import type { TargetResponse } from "../HttpTarget.js";
import { FORGED_ADDRESS, FORGED_CLIENT, fromOwnPage, impossibleAccount, LOGIN } from "../requests.js";
import { withCurrentStore } from "./database.js";

export const clientAddress = defineCheck("outside", {
  id: "client-address",
  title: "Clients are counted under the address of their connection",
  issues: {
    forged: {
      severity: "high",
      title: "Clients can forge their address, and get a new budget of attempts with each",
      reference: "OWASP ASVS 5.0 4.1.3, 15.3.4",
      fix: "Set TRUST_PROXY to exactly the proxies in front, and make the proxy overwrite X-Forwarded-For: proxy_set_header X-Forwarded-For $remote_addr.",
    },
    proxy: {
      severity: "medium",
      title: "All clients have the proxy's address, and share one budget of attempts",
      reference: "OWASP ASVS 5.0 6.1.1",
      fix: "Set TRUST_PROXY to the proxies in front, and make the proxy send X-Forwarded-For.",
    },
  },
  inspect: async (context) => {
    const { signIn, settings } = context;
    const signedIn = await signIn();
    const isForgedCounted = settings.kind === "known" ? await countsForgedAddress(context, settings.config) : null;
    const results: CheckResult<"forged" | "proxy">[] = [];
    if (signedIn?.session) results.push(inspectAddress(signedIn.session.ip, signedIn.addresses));
    if (isForgedCounted) results.push(fail("forged", "a sign-in was counted under a forged address"));
    if (isForgedCounted === false) results.push(pass("a forged address is not counted"));
    if (results.length > 0) return results;
    return [skip("Only a session or the database shows it: use --account, or run the doctor on the server.")];
  },
});

function inspectAddress(
  ip: string | null,
  { local, remote }: TargetResponse["addresses"],
): CheckResult<"forged" | "proxy"> {
  const seen = `the session has ${ip}`;
  if (ip === FORGED_ADDRESS) return fail("forged", seen);
  // The request came over a public network: then a private address is the proxy's, unless it is this machine's own.
  const isProxys = ip !== null && isPrivate(ip) && !isPrivate(remote) && ip !== local;
  return isProxys ? fail("proxy", seen) : pass(seen);
}

function isPrivate(address: string): boolean {
  const bare = address.replace(/^::ffff:/, "");
  if (isLoopback(bare)) return true;
  return isIP(bare) === 6
    ? /^f[cde]/i.test(bare)
    : /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(bare);
}

/**
 * Whether the server counts a failed sign-in under a forged address, as the counters in its database show. `null` if that
 * cannot be known.
 */
async function countsForgedAddress({ target, url, clock }: CheckContext, config: Config): Promise<boolean | null> {
  if (config.rateLimit === "off") return null;
  return withCurrentStore(config, async ({ rateLimits }) => {
    const key = signInCounterOf(FORGED_ADDRESS, config);
    const count = async () => (await rateLimits.get({ key, now: clock.now() }))?.points ?? 0;
    const before = await count();
    const headers = { ...fromOwnPage(url), ...FORGED_CLIENT };
    await target.send({ method: "POST", path: LOGIN, headers, body: impossibleAccount() });
    return (await count()) > before;
  });
}

/** A range that is wider than any private network: 10.0.0.0/8, or fc00::/7. */
const WIDEST_PREFIX = { 4: 8, 6: 7 } as const;

export const trustProxy = settingsCheck({
  id: "trust-proxy",
  title: "TRUST_PROXY trusts few addresses",
  issues: {
    wide: {
      severity: "medium",
      title: "TRUST_PROXY trusts strangers",
      reference: "OWASP ASVS 5.0 4.1.3, 15.3.4",
      fix: "Set it to the addresses of your proxies, loopback, or their number.",
    },
    exposed: {
      severity: "info",
      title: "A client that reaches the port directly is taken for the proxy",
      reference: "OWASP ASVS 5.0 4.1.3",
      fix: "Allow only the proxy to reach the port: HOST=127.0.0.1, a private network, or a firewall.",
    },
  },
  inspect: async ({ config: { trustProxy: trusted, host, port } }) => {
    const seen = `TRUST_PROXY=${Array.isArray(trusted) ? trusted.join(",") : trusted}`;
    if (trusted === true || (Array.isArray(trusted) && trusted.some(isWide))) return [fail("wide", seen)];
    const isCounted = typeof trusted === "number" && trusted > 0;
    const isOpen = !isLoopback(host) && host !== "localhost";
    return [isCounted && isOpen ? fail("exposed", `${seen}, and the server listens on ${host}:${port}`) : pass(seen)];
  },
});

function isWide(range: string): boolean {
  const [address = "", bits] = range.split("/");
  const family = isIP(address);
  return bits !== undefined && (family === 4 || family === 6) && Number(bits) < WIDEST_PREFIX[family];
}
