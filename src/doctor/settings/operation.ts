import { isLocalhost } from "../../utils/isLocalhost.js";
import { fine, found, type Seen, settingsCheck } from "../Check.js";

const QUIET = ["silent", "fatal", "error", "warn"];
const CHATTY = ["debug", "trace"];

export const operation = settingsCheck({
  id: "operation",
  title: "It can be watched and stopped",
  looksAt: "LOG_LEVEL, METRICS, METRICS_TOKEN and SHUTDOWN_DRAIN.",
  faults: {
    quiet: {
      severity: "low",
      title: "Sign-ins and other events of accounts are not logged",
      clause: "OWASP ASVS 5.0 16.3.1",
      cure: "LOG_LEVEL=info; LOG_REQUESTS=off if it is too much. latchkey audit has the events all the same.",
    },
    chatty: {
      severity: "low",
      title: "More is logged than is needed",
      clause: "OWASP ASVS 5.0 13.4.2",
      cure: "LOG_LEVEL=info.",
    },
    "no-token": {
      severity: "info",
      title: "Nobody reads the metrics, or on localhost this machine alone",
      clause: null,
      cure: "Nothing, if you have no Prometheus; else set METRICS_TOKEN.",
    },
    "no-drain": {
      severity: "low",
      title: "At a stop a load balancer sends requests to a port that is closed already",
      clause: null,
      cure: "SHUTDOWN_DRAIN=5s, unless whatever stops the server waits before it sends SIGTERM.",
    },
  },
  look: async ({ config: { logLevel, metrics, metricsToken, publicUrl, shutdownDrain } }) => {
    const seen: Seen<"quiet" | "chatty" | "no-token" | "no-drain">[] = [
      fine(`LOG_LEVEL=${logLevel}, METRICS=${metrics}`),
    ];
    if (QUIET.includes(logLevel)) seen.push(found("quiet", `LOG_LEVEL=${logLevel}`));
    if (CHATTY.includes(logLevel)) seen.push(found("chatty", `LOG_LEVEL=${logLevel}`));
    if (metrics === "on" && metricsToken === null) seen.push(found("no-token", "METRICS_TOKEN is not set"));
    if (shutdownDrain === 0 && !isLocalhost(new URL(publicUrl))) seen.push(found("no-drain", "SHUTDOWN_DRAIN=0s"));
    return seen;
  },
});
