import { isLocalhost } from "../../utils/isLocalhost.js";
import { fine, found, outsideCheck, type Seen, unchecked } from "../Check.js";
import { NoAnswerError, type SiteAnswer } from "../Site.js";

const PATH = "/api/v1/users/profile";

type FaultName = "served" | "elsewhere" | "other" | "only";

export const plainHttp = outsideCheck({
  id: "plain-http",
  title: "Without TLS nothing is answered",
  looksAt: "What http answers where the site is https: nothing, a refusal, or a redirect to the same name.",
  faults: {
    only: {
      severity: "high",
      title: "The site is http, away from this machine",
      clause: "RFC 6750 section 5.3; OWASP ASVS 5.0 12.2.1",
      cure: "Put a proxy with a certificate in front (docs/guides/deploy), and https into PUBLIC_URL.",
    },
    served: {
      severity: "high",
      title: "The API is served without TLS",
      clause: "RFC 6797 section 7.2; OWASP ASVS 5.0 12.2.1",
      cure: "Have port 80 answer 301 to https and nothing else, as deploy/nginx/latchkey.conf does.",
    },
    elsewhere: {
      severity: "medium",
      title: "http sends people to somewhere that is not this site over https",
      clause: "RFC 6797 section 7.2",
      cure: "Redirect to the name of the site, written out: return 301 https://<name>$request_uri.",
    },
    other: {
      severity: "low",
      title: "http shows something else",
      clause: "RFC 6797 section 7.2",
      cure: "Have port 80 answer 301 to https for this name.",
    },
  },
  look: async ({ site, url }) => {
    if (url.protocol !== "https:") {
      return [isLocalhost(url) ? fine("http, which stays on this machine") : found("only", url.origin)];
    }
    if (site.sendPlain === null)
      return [unchecked("The port is not the usual one: say with --connect-plain where http is.")];
    try {
      return [judge(await site.sendPlain({ path: PATH }), url)];
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      return [fine(`http does not answer (${error.message})`)];
    }
  },
});

function judge({ status, envelope, header }: SiteAnswer, url: URL): Seen<FaultName> {
  const seen = `GET http://${url.hostname}${PATH}: ${status}`;
  if (envelope !== null) return found("served", `${seen} ${envelope.code ?? ""}`.trim());
  if (status >= 300 && status < 400) {
    const location = header("location");
    const to = URL.canParse(location, `http://${url.host}`) ? new URL(location, `http://${url.host}`) : null;
    const isHome = to?.protocol === "https:" && to.hostname === url.hostname;
    return isHome ? fine(`${seen} to ${to.origin}`) : found("elsewhere", `${seen} to ${location}`);
  }
  return status >= 400 ? fine(seen) : found("other", seen);
}
