import { isLocalhost } from "../../utils/isLocalhost.js";
import { fine, found, type Seen, settingsCheck } from "../Check.js";

type FaultName = "plain-origin" | "tokens" | "pages-missing" | "no-pages";

export const browsers = settingsCheck({
  id: "browsers",
  title: "The settings for browsers are strict",
  looksAt: "CORS_ORIGIN, TOKENS_IN_BODY, and whether the pages of PAGES=on are there.",
  faults: {
    "plain-origin": {
      severity: "medium",
      title: "Pages that came without TLS may use the accounts",
      clause: "OWASP ASVS 5.0 3.4.2",
      cure: "Serve these pages by https, and write https in CORS_ORIGIN.",
    },
    tokens: {
      severity: "low",
      title: "Browsers get tokens in the body",
      clause: "OWASP ASVS 5.0 3.3.4",
      cure: "TOKENS_IN_BODY=always is only for pages on another site (docs/guides/spa-other-site.md).",
    },
    "pages-missing": {
      severity: "medium",
      title: "PAGES is on, and there are none: links in mail lead to nothing",
      clause: null,
      cure: "npm run build, or have the proxy pass / on. PAGES=off if your app shows these pages.",
    },
    "no-pages": {
      severity: "info",
      title: "The pages are off",
      clause: null,
      cure: "Your app has to serve the pages that links in mail lead to (docs/guides/mail.md).",
    },
  },
  look: async ({ config }, { site }) => {
    const plain = config.corsOrigins.filter((origin) => origin.startsWith("http:") && !isLocalhost(new URL(origin)));
    const seen: Seen<FaultName>[] = plain.map((origin) => found("plain-origin", origin));
    if (config.tokensInBody === "always") seen.push(found("tokens", "TOKENS_IN_BODY=always"));
    if (config.pages === "off") seen.push(found("no-pages", "PAGES=off"));
    else {
      const { status, header } = await site.send({ path: "/reset-password" });
      const isPage = status === 200 && header("content-type").startsWith("text/html");
      if (!isPage) seen.push(found("pages-missing", `GET /reset-password: ${status}`));
    }
    return [...seen, fine(`${config.corsOrigins.length} other origins, TOKENS_IN_BODY=${config.tokensInBody}`)];
  },
});
