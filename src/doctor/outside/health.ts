import { fine, found, outsideCheck } from "../Check.js";

export const health = outsideCheck({
  id: "health",
  title: "The server is ready",
  looksAt: "`/health/live` and `/health/ready`.",
  faults: {
    "not-ready": {
      severity: "high",
      title: "The server says that it is not ready",
      clause: null,
      cure: "Its database is away, or it is being stopped: the log has the cause. Nobody is signed out by it.",
    },
    hidden: {
      severity: "info",
      title: "The health routes are not to be had here",
      clause: null,
      cure: "Nothing, if whoever watches the server asks it directly.",
    },
  },
  look: async ({ site }) => {
    const answers = [];
    for (const path of ["/health/live", "/health/ready"]) answers.push({ path, ...(await site.send({ path })) });
    return answers.map(({ path, status, envelope }) => {
      const seen = `${path}: ${status}${envelope?.code ? ` ${envelope.code}` : ""}`;
      if (envelope === null) return found("hidden", seen);
      return envelope.success ? fine(seen) : found("not-ready", seen);
    });
  },
});
