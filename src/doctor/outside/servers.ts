import { fine, found, outsideCheck, type Seen } from "../Check.js";
import { jsonOrNull, type Site, type SiteAnswer } from "../Site.js";
import { sendRepeatedly } from "../sendRepeatedly.js";
import { versionIn } from "../versionIn.js";

type FaultName = "strangers" | "keys" | "failing" | "version" | "policy" | "headers";

/** What a server or its proxy sets once for all answers, and what follows from the settings. */
const HEADERS = [
  "strict-transport-security",
  "content-security-policy",
  "x-content-type-options",
  "referrer-policy",
  "cross-origin-resource-policy",
  "cache-control",
  "access-control-allow-origin",
  "server",
];

export const servers = outsideCheck({
  id: "servers",
  title: "Whichever server answers, it is the same",
  looksAt:
    "Five answers in a row, each over a connection of its own: version, keys, headers and the rule for passwords; with --account whether the session is known in all of them. Servers that are never reached are not seen, and without an account two databases neither.",
  faults: {
    strangers: {
      severity: "high",
      title: "Only some of the servers know a session: people are signed out at random",
      clause: null,
      cure: "Give all servers the same DATABASE_URL and secrets. SQLite is for one machine.",
    },
    keys: {
      severity: "high",
      title: "Servers publish different keys: tokens of one are refused by the other",
      clause: null,
      cure: "Give all servers the same DATABASE_URL, secrets and ACCESS_TOKEN_ALGORITHM. A new key is on all of them within a minute.",
    },
    failing: {
      severity: "medium",
      title: "Only some requests succeed",
      clause: null,
      cure: "Look which of the servers behind the proxy is down, and whether the proxy asks /health/ready.",
    },
    version: {
      severity: "low",
      title: "Servers of different versions answer",
      clause: null,
      cure: "Finish the upgrade (docs/guides/operations.md). Nothing, if one is under way.",
    },
    policy: {
      severity: "low",
      title: "Servers have different settings",
      clause: null,
      cure: "Give all servers the same settings and restart them.",
    },
    headers: {
      severity: "low",
      title: "Answers have different headers",
      clause: null,
      cure: "Give all servers, and all proxies in front of them, the same settings.",
    },
  },
  look: async ({ site, visit }) => {
    const seen = [...(await lookAtAnswers(site))];
    const statuses = (await visit())?.statuses ?? [];
    if (statuses.length > 0) seen.push(compare("strangers", "with one session", statuses.map(String)));
    return seen;
  },
});

async function lookAtAnswers(site: Site): Promise<Seen<FaultName>[]> {
  const documents = await sendRepeatedly(site, { path: "/openapi.json" });
  const keySets = await sendRepeatedly(site, { path: "/.well-known/jwks.json" });
  const policies = await sendRepeatedly(site, { path: "/api/v1/auth/password-policy" });
  return [
    compare(
      "failing",
      "answers",
      policies.map(({ status }) => String(status)),
    ),
    compare(
      "version",
      "version",
      documents.map((answer) => versionIn(answer) ?? "none"),
    ),
    compare("keys", "keys", keySets.map(keyIdsIn)),
    compare(
      "policy",
      "rule for passwords",
      policies.filter(isGood).map(({ envelope }) => JSON.stringify(envelope?.data)),
    ),
    ...HEADERS.map((name) =>
      compare(
        "headers",
        name,
        policies.filter(isGood).map(({ header }) => header(name)),
      ),
    ),
  ];
}

function compare<Name extends FaultName>(fault: Name, what: string, values: readonly string[]): Seen<Name> {
  const different = [...new Set(values)];
  if (different.length < 2) return fine(`${values.length} times the same ${what}`);
  return found(fault, `${what}: ${different.map((value) => value || "none").join(" | ")}`);
}

function isGood({ status }: SiteAnswer): boolean {
  return status === 200;
}

/** The names of the public keys, or how there were none. */
function keyIdsIn({ status, text }: SiteAnswer): string {
  const document = jsonOrNull(text);
  if (typeof document !== "object" || document === null || !("keys" in document)) return String(status);
  const keys: readonly unknown[] = Array.isArray(document.keys) ? document.keys : [];
  return keys
    .map((key) => (typeof key === "object" && key !== null && "kid" in key ? String(key.kid) : "?"))
    .join(", ");
}
