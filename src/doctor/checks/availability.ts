import { SECOND } from "../../utils/duration.js";
import { isLocalhost } from "../../utils/isLocalhost.js";
import { type CheckResult, defineCheck, fail, pass, skip } from "../Check.js";
import { NoAnswerError, versionOf } from "../HttpTarget.js";
import { PROFILE } from "../requests.js";

export const reachable = defineCheck("outside", {
  id: "reachable",
  title: "Latchkey answers",
  issues: {
    silent: {
      severity: "high",
      title: "The site does not answer",
      fix: "Check DNS, the firewall and the logs of the proxy and the server. If the certificate is not trusted, check it with testssl.sh; for a private authority set NODE_EXTRA_CA_CERTS.",
    },
    stranger: {
      severity: "high",
      title: "Something other than Latchkey answers",
      fix: "Make the proxy pass on every path, and the errors unchanged; or use the correct URL.",
    },
  },
  inspect: async ({ target, url }) => {
    try {
      const { status, envelope } = await target.send({ path: PROFILE });
      const seen = `GET ${PROFILE}: ${status}`;
      return [envelope === null ? fail("stranger", `${seen}, not the API's JSON`) : pass(`${seen} ${envelope.code}`)];
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      return [fail("silent", `${url.origin}: ${error.message}`)];
    }
  },
});

export const health = defineCheck("outside", {
  id: "health",
  title: "The server is ready",
  issues: {
    "not-ready": {
      severity: "high",
      title: "The server reports that it is not ready",
      fix: "Its database is not available, or it is stopping: see its log. Nobody is signed out.",
    },
    hidden: {
      severity: "info",
      title: "The health routes are not available at this URL",
      fix: "No action needed if your monitoring asks the server directly.",
    },
  },
  inspect: async ({ target }) => {
    const results: CheckResult<"not-ready" | "hidden">[] = [];
    for (const path of ["/health/live", "/health/ready"]) {
      const { status, envelope } = await target.send({ path });
      const seen = `${path}: ${status}${envelope?.code ? ` ${envelope.code}` : ""}`;
      if (envelope === null) results.push(fail("hidden", seen));
      else results.push(envelope.success ? pass(seen) : fail("not-ready", seen));
    }
    return results;
  },
});

export const plainHttp = defineCheck("outside", {
  id: "plain-http",
  title: "The API is not available without TLS",
  issues: {
    only: {
      severity: "high",
      title: "The URL is http, and not on this machine",
      reference: "RFC 6750 section 5.3; OWASP ASVS 5.0 12.2.1",
      fix: "Use a proxy with a certificate (docs/guides/deploy), and an https PUBLIC_URL.",
    },
    served: {
      severity: "high",
      title: "The API also answers without TLS",
      reference: "RFC 6797 section 7.2; OWASP ASVS 5.0 12.2.1",
      fix: "Make port 80 redirect to https and do nothing else, as in deploy/nginx/latchkey.conf.",
    },
  },
  inspect: async ({ target, url }) => {
    if (url.protocol !== "https:") return [isLocalhost(url) ? pass("http on this machine") : fail("only", url.origin)];
    if (target.sendPlain === null) return [skip("The port is not 443: use --connect-plain to say where http is.")];
    try {
      const { status, envelope } = await target.sendPlain({ path: PROFILE });
      const seen = `GET http://${url.hostname}${PROFILE}: ${status}`;
      return [envelope === null ? pass(seen) : fail("served", `${seen} ${envelope.code ?? ""}`.trim())];
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      return [pass(`http does not answer (${error.message})`)];
    }
  },
});

const MAX_SKEW = 5 * SECOND;
const LARGE_SKEW = 60 * SECOND;

export const clock = defineCheck("outside", {
  id: "clock",
  title: "The clocks agree",
  issues: {
    wrong: {
      severity: "medium",
      title: "The server's clock and this machine's differ by more than a minute",
      reference: "RFC 7519 section 4.1.4; RFC 9110 section 6.6.1",
      fix: "Synchronize both clocks by NTP. Otherwise other services reject tokens as expired or not yet valid.",
    },
    drifting: {
      severity: "low",
      title: "The server's clock and this machine's differ by seconds",
      reference: "RFC 7519 section 4.1.4; RFC 9110 section 6.6.1",
      fix: "Synchronize both clocks by NTP.",
    },
  },
  inspect: async ({ target, clock: ownClock, signIn }) => {
    const before = ownClock.now();
    const { header } = await target.send({ path: "/health/live" });
    const date = Date.parse(header("date"));
    // The header has whole seconds.
    const results = Number.isNaN(date) ? [] : [compareClocks("Date", date, [before - SECOND, ownClock.now()])];
    const signedIn = await signIn();
    if (signedIn?.session) results.push(compareClocks("session", signedIn.session.createdAt, signedIn.between));
    return results;
  },
});

function compareClocks(
  what: string,
  time: number,
  [from, to]: readonly [number, number],
): CheckResult<"wrong" | "drifting"> {
  const ahead = time > to ? time - to : Math.min(0, time - from);
  const seen = `${what}: ${(Math.abs(ahead) / SECOND).toFixed(0)} s ${ahead < 0 ? "behind" : "ahead"}`;
  if (Math.abs(ahead) > LARGE_SKEW) return fail("wrong", seen);
  return Math.abs(ahead) > MAX_SKEW ? fail("drifting", seen) : pass(`${what} agrees`);
}

export const version = defineCheck("outside", {
  id: "version",
  title: "The server runs this version",
  issues: {
    other: {
      severity: "low",
      title: "The server runs a different version from this program",
      fix: "Upgrade the older one (docs/guides/operations.md), and restart the server after an upgrade.",
    },
  },
  inspect: async ({ target, version: own }) => {
    const response = await target.send({ path: "/openapi.json" });
    const theirs = versionOf(response);
    if (theirs === null) return [skip(`GET /openapi.json: ${response.status}, without a version.`)];
    const seen = `server ${theirs}, this program ${own}`;
    return [theirs === own ? pass(seen) : fail("other", seen)];
  },
});
