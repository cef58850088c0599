import { isLocalhost } from "../../utils/isLocalhost.js";
import { fine, found, outsideCheck } from "../Check.js";

/** Spellings that one program takes for the path and another does not. */
const PATHS = ["/metrics", "/metrics/", "/METRICS", "//metrics", "/%6detrics", "/x/../metrics", "/metrics?x=1"];

export const metrics = outsideCheck({
  id: "metrics",
  title: "Strangers do not read the metrics",
  looksAt: "`/metrics` in several spellings, without a token.",
  faults: {
    open: {
      severity: "medium",
      title: "Anybody can read the metrics",
      clause: "OWASP ASVS 5.0 13.4.5",
      cure: "nginx: location ~* ^/metrics/?$ { return 404; }. Set METRICS_TOKEN.",
    },
  },
  look: async ({ site, url }) => {
    // Without a token whoever asks from this machine may read them, and that is who asks here.
    if (isLocalhost(url)) return [fine("this machine asks")];
    const seen = [];
    for (const path of PATHS) {
      const { status, text } = await site.send({ path });
      const isOpen = status === 200 && /^# (HELP|TYPE) |^latchkey_/m.test(text);
      seen.push(isOpen ? found("open" as const, `GET ${path}: ${status}`) : fine("refused in every spelling"));
    }
    return seen;
  },
});
