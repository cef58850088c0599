import { isIP } from "node:net";
import { isLoopback } from "../../utils/ipAddress.js";
import { type CheckResult, fail, pass, settingsCheck } from "../Check.js";
import { type DatabaseAddress, isSocket, parseDatabaseAddress } from "../databaseAddress.js";

type IssueName = "clear" | "unverified" | "no-password" | "no-password-here";

const REQUIRE_PASSWORD =
  "Enable authorization in MongoDB, or use scram-sha-256 in PostgreSQL's pg_hba.conf, and give Latchkey its own user (docs/guides/deploy/docker.md).";

export const databaseConnection = settingsCheck({
  id: "database-connection",
  title: "The connection to the database is protected",
  issues: {
    clear: {
      severity: "medium",
      title: "Accounts and sessions cross a network without TLS",
      reference: "OWASP ASVS 5.0 12.3.1",
      fix: "Write tls=true (MongoDB) or sslmode=verify-full (PostgreSQL) in DATABASE_URL, and make the server require it: net.tls.mode: requireTLS, or hostssl in pg_hba.conf.",
    },
    unverified: {
      severity: "medium",
      title: "The database's certificate is not verified",
      reference: "OWASP ASVS 5.0 12.3.2",
      fix: "Remove the option from DATABASE_URL, and on PostgreSQL write sslmode=verify-full. For a private authority use tlsCAFile (MongoDB) or sslrootcert (PostgreSQL).",
    },
    "no-password": {
      severity: "high",
      title: "The database requires no password, and is on another machine",
      reference: "OWASP ASVS 5.0 13.2.1",
      fix: REQUIRE_PASSWORD,
    },
    "no-password-here": {
      severity: "low",
      title: "The database requires no password: every program of this machine can read all accounts",
      reference: "OWASP ASVS 5.0 13.2.1",
      fix: REQUIRE_PASSWORD,
    },
  },
  inspect: async ({ config }) => {
    const address = parseDatabaseAddress(config.databaseUrl);
    return address === null ? [pass("no database server")] : inspectAddress(address);
  },
});

function inspectAddress({ hosts, hasTls, unverified, isAuthenticated }: DatabaseAddress): CheckResult<IssueName>[] {
  const remote = hosts.filter((host) => !isOnThisMachine(host));
  const isRemote = remote.length > 0;
  const to = `to ${hosts.join(", ")}`;
  const results: CheckResult<IssueName>[] = [pass(`${to}${hasTls ? " over TLS" : ""}`)];
  if (!hasTls && !remote.every(isBareName)) results.push(fail("clear", `to ${remote.join(", ")}`));
  if (hasTls && isRemote && unverified.length > 0) results.push(fail("unverified", unverified.join(", ")));
  if (!isAuthenticated) results.push(fail(isRemote ? "no-password" : "no-password-here", to));
  return results;
}

function isOnThisMachine(host: string): boolean {
  return host === "localhost" || isLoopback(host) || isSocket(host);
}

/** A name of one word belongs to a container network or the machine's hosts file: its traffic stays private. */
function isBareName(host: string): boolean {
  return isIP(host) === 0 && !host.includes(".");
}
