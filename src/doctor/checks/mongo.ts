import { isIP } from "node:net";
import { oldDriverProblem } from "../../stores/index.js";
import { isLoopback } from "../../utils/ipAddress.js";
import { type CheckResult, fail, pass, settingsCheck, skip } from "../Check.js";

type IssueName = "clear" | "unverified" | "no-password" | "no-password-here";

export const databaseConnection = settingsCheck({
  id: "database-connection",
  title: "The connection to the database is protected",
  issues: {
    clear: {
      severity: "medium",
      title: "Accounts and sessions cross a network without TLS",
      reference: "OWASP ASVS 5.0 12.3.1",
      fix: "Write tls=true in DATABASE_URL, and make MongoDB require it (net.tls.mode: requireTLS).",
    },
    unverified: {
      severity: "medium",
      title: "The database's certificate is not verified",
      reference: "OWASP ASVS 5.0 12.3.2",
      fix: "Remove the option from DATABASE_URL; for a private authority use tlsCAFile.",
    },
    "no-password": {
      severity: "high",
      title: "The database requires no password, and is on another machine",
      reference: "OWASP ASVS 5.0 13.2.1",
      fix: "Enable authorization in MongoDB, and give Latchkey its own user (docs/guides/deploy/docker.md).",
    },
    "no-password-here": {
      severity: "low",
      title: "The database requires no password: every program of this machine can read all accounts",
      reference: "OWASP ASVS 5.0 13.2.1",
      fix: "Enable authorization in MongoDB, and give Latchkey its own user (docs/guides/deploy/docker.md).",
    },
  },
  inspect: async ({ config }) => {
    const address = parseMongoUrl(config.databaseUrl);
    return address === null ? [pass("no MongoDB")] : inspectAddress(address);
  },
});

function inspectAddress({ hosts, hasTls, unverified, isAuthenticated }: MongoAddress): CheckResult<IssueName>[] {
  const remote = hosts.filter((host) => !isOnThisMachine(host));
  const isRemote = remote.length > 0;
  const to = `to ${hosts.join(", ")}`;
  const results: CheckResult<IssueName>[] = [pass(`${to}${hasTls ? " over TLS" : ""}`)];
  if (!hasTls && !remote.every(isBareName)) results.push(fail("clear", `to ${remote.join(", ")}`));
  if (hasTls && isRemote && unverified.length > 0) results.push(fail("unverified", unverified.join(", ")));
  if (!isAuthenticated) results.push(fail(isRemote ? "no-password" : "no-password-here", to));
  return results;
}

/** The path of a Unix socket has encoded slashes. */
function isOnThisMachine(host: string): boolean {
  return host === "localhost" || isLoopback(host) || host.startsWith("%2F");
}

/** A name of one word belongs to a container network or the machine's hosts file: its traffic stays private. */
function isBareName(host: string): boolean {
  return isIP(host) === 0 && !host.includes(".");
}

export const mongoDriver = settingsCheck({
  id: "mongodb-driver",
  title: "The MongoDB driver is at least as new as the tested one",
  issues: {
    old: {
      severity: "medium",
      title: "The MongoDB driver is older than the tested one",
      reference: "OWASP ASVS 5.0 15.2.1",
      fix: "Add the override to the package.json of the app, and install again (docs/start/express.md).",
    },
  },
  inspect: async ({ config }, { mongoDriverVersion }) => {
    if (parseMongoUrl(config.databaseUrl) === null) return [pass("no MongoDB")];
    const version = await mongoDriverVersion();
    if (version === null) return [skip("The driver does not report its version.")];
    const problem = oldDriverProblem(version);
    return [problem === null ? pass(`mongodb ${version}`) : fail("old", problem)];
  },
});

/** What a MongoDB URL says about the connection, without the password. */
interface MongoAddress {
  readonly hosts: readonly string[];
  readonly hasTls: boolean;
  /** The options that turn certificate checks off. */
  readonly unverified: readonly string[];
  /** By a password, a certificate or a ticket. */
  readonly isAuthenticated: boolean;
}

const URL_PARTS = /^mongodb(\+srv)?:\/\/(?:([^@/]*)@)?([^/?]*)(?:\/[^?]*)?(?:\?(.*))?$/;
const UNVERIFIED = ["tlsinsecure", "tlsallowinvalidcertificates", "tlsallowinvalidhostnames"];
const PASSWORDLESS = ["MONGODB-X509", "MONGODB-AWS", "MONGODB-OIDC", "GSSAPI"];

/** Parses what `URL` cannot: several hosts. Returns `null` for another database. */
function parseMongoUrl(url: string): MongoAddress | null {
  const parts = URL_PARTS.exec(url);
  if (parts === null) return null;
  const [, srv, user = "", hosts = "", query = ""] = parts;
  // The names of options are not case-sensitive.
  const options = new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]));
  const tls = options.get("tls") ?? options.get("ssl") ?? String(srv !== undefined);
  return {
    hosts: hosts.split(",").map((host) => host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "")),
    hasTls: tls === "true",
    unverified: UNVERIFIED.filter((name) => options.get(name) === "true"),
    isAuthenticated: /:./.test(user) || PASSWORDLESS.includes(options.get("authmechanism") ?? ""),
  };
}
