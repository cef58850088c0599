import { type CheckResult, defineCheck, fail, pass } from "../Check.js";
import { isObject, parseJsonObject, type TargetResponse, versionOf } from "../HttpTarget.js";
import { POLICY } from "../requests.js";

export const servers = defineCheck("outside", {
  id: "servers",
  title: "All servers behind the name agree",
  issues: {
    strangers: {
      severity: "high",
      title: "Some servers do not know the session: users are signed out at random",
      fix: "Give all servers the same DATABASE_URL and secrets. SQLite is for one machine.",
    },
    keys: {
      severity: "high",
      title: "Servers publish different keys, and refuse each other's tokens",
      fix: "Give all servers the same DATABASE_URL, secrets and ACCESS_TOKEN_ALGORITHM. A new key reaches all of them within a minute.",
    },
    failing: {
      severity: "medium",
      title: "Some requests fail",
      fix: "Find the server that is down, and make the proxy ask /health/ready.",
    },
    version: {
      severity: "low",
      title: "Servers run different versions",
      fix: "Finish the upgrade (docs/guides/operations.md). No action needed while one is running.",
    },
    policy: {
      severity: "low",
      title: "Servers have different settings",
      fix: "Give all servers the same settings, and restart them.",
    },
  },
  inspect: async ({ target, signIn }) => {
    const documents = await target.sendRepeatedly({ path: "/openapi.json" });
    const keySets = await target.sendRepeatedly({ path: "/.well-known/jwks.json" });
    const policies = await target.sendRepeatedly({ path: POLICY });
    const good = policies.filter(({ status }) => status === 200);
    const statuses = policies.map(({ status }) => String(status));
    const versions = documents.map((response) => versionOf(response) ?? "none");
    const rules = good.map(({ envelope }) => JSON.stringify(envelope?.data));
    const sessions = (await signIn())?.statuses.map(String) ?? [];
    return [
      compare("failing", "statuses", statuses),
      compare("version", "versions", versions),
      compare("keys", "keys", keySets.map(keyIdsOf)),
      compare("policy", "password policies", rules),
      ...(sessions.length > 0 ? [compare("strangers", "statuses of one session", sessions)] : []),
    ];
  },
});

function compare<Name extends string>(issue: Name, what: string, values: readonly string[]): CheckResult<Name> {
  const distinct = [...new Set(values)];
  return distinct.length < 2 ? pass(`the same ${what}`) : fail(issue, `${what}: ${distinct.join(" | ")}`);
}

/** The ids of the published keys, or the status if there are none. */
function keyIdsOf({ status, text }: TargetResponse): string {
  const keys: unknown = parseJsonObject(text)?.["keys"];
  return Array.isArray(keys)
    ? keys.map((key) => (isObject(key) ? String(key["kid"]) : "?")).join(", ")
    : String(status);
}
