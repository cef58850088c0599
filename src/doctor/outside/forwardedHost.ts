import { fine, found, outsideCheck, type Seen } from "../Check.js";
import { FOREIGN_HOST, FORGED_HOSTS } from "../forgeries.js";
import { NoAnswerError, type Site, type SiteAnswer } from "../Site.js";

const PATHS = ["/", "/api/v1/users/profile", "/sign-in", "/docs"];

type FaultName = "redirect" | "reflected" | "plain-redirect";

export const forwardedHost = outsideCheck({
  id: "forwarded-host",
  title: "No link follows what a client claims",
  looksAt:
    "`Host`, `X-Forwarded-Host`, `X-Forwarded-Proto` and `Forwarded` as a client may write them: no redirect and no text may follow.",
  faults: {
    redirect: {
      severity: "medium",
      title: "A redirect follows what a client claims",
      clause: "OWASP ASVS 5.0 4.1.3, 3.7.2",
      cure: "Have the proxy write these headers over, and redirect to the name of the site, written out.",
    },
    reflected: {
      severity: "medium",
      title: "An answer repeats the host that a client claims",
      clause: "OWASP ASVS 5.0 4.1.3",
      cure: "Have the proxy write these headers over, and answer no name but its own.",
    },
    "plain-redirect": {
      severity: "medium",
      title: "The redirect to https goes where the client says",
      clause: "OWASP ASVS 5.0 3.7.2",
      cure: "nginx: return 301 https://<name>$request_uri, with the name written out in the place of $host.",
    },
  },
  look: async ({ site }) => {
    const seen: Seen<FaultName>[] = [];
    for (const headers of [FORGED_HOSTS, { host: FOREIGN_HOST }]) {
      for (const path of PATHS) seen.push(judge(path, await site.send({ path, headers })));
    }
    return [...seen, ...(await plainRedirect(site))];
  },
});

function judge(path: string, { status, header, lines, text }: SiteAnswer): Seen<FaultName> {
  const location = header("location");
  const isRedirected =
    status >= 300 && status < 400 && (location.includes(FOREIGN_HOST) || location.startsWith("http:"));
  if (isRedirected) return found("redirect", `${path}: ${status} to ${location}`);
  const isRepeated = [text, ...lines("set-cookie"), ...lines("link")].some((one) => one.includes(FOREIGN_HOST));
  return isRepeated
    ? found("reflected", `${path} (${status}) names ${FOREIGN_HOST}`)
    : fine("neither a redirect nor a text");
}

async function plainRedirect({ sendPlain }: Site): Promise<Seen<"plain-redirect">[]> {
  if (sendPlain === null) return [];
  try {
    const answer = await sendPlain({ path: "/", headers: { host: FOREIGN_HOST } });
    const location = answer.header("location");
    return location.includes(FOREIGN_HOST) ? [found("plain-redirect", `http: ${answer.status} to ${location}`)] : [];
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return [];
  }
}
