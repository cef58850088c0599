import { trimTrailing } from "../../utils/trimTrailing.js";
import { fine, found, settingsCheck } from "../Check.js";

export const publicUrl = settingsCheck({
  id: "public-url",
  title: "PUBLIC_URL is the URL that was looked at",
  looksAt: "PUBLIC_URL against the URL that was given.",
  faults: {
    other: {
      severity: "high",
      title: "PUBLIC_URL is another one",
      clause: "OWASP ASVS 5.0 3.5.1",
      cure: "Set it to the address that users see: it decides cookies, links in mail and whose requests are taken. Or the settings here are another server's: --no-config.",
    },
  },
  look: async ({ config }, { url }) => {
    const given = url.origin + trimTrailing(url.pathname, "/");
    return [
      given === config.publicUrl ? fine(given) : found("other", `${config.publicUrl} is set, ${given} was given`),
    ];
  },
});
