import { isIP } from "node:net";
import { isLoopback } from "../../utils/ipAddress.js";
import { fine, found, type Seen, settingsCheck } from "../Check.js";
import { type MongoAddress, readMongoAddress } from "./mongoAddress.js";

type FaultName = "clear" | "inside" | "unverified" | "no-password" | "no-password-here";

export const databaseConnection = settingsCheck({
  id: "database-connection",
  title: "Nobody reads or plays the database on the way to it",
  looksAt: "With MongoDB: where DATABASE_URL leads, with TLS or without, and with which proof. Nothing is connected.",
  faults: {
    clear: {
      severity: "medium",
      title: "Accounts and sessions cross a network without TLS",
      clause: "OWASP ASVS 5.0 12.3.1",
      cure: "Write tls=true in DATABASE_URL, and have MongoDB require it (net.tls.mode: requireTLS).",
    },
    inside: {
      severity: "info",
      title: "The database is reached without TLS, by a name that only a private network knows",
      clause: "OWASP ASVS 5.0 12.3.1",
      cure: "Nothing, if that network is within one machine, as with Compose; else tls=true.",
    },
    unverified: {
      severity: "medium",
      title: "Whoever stands in between can play the database: its certificate is not checked",
      clause: "OWASP ASVS 5.0 12.3.2",
      cure: "Take the option out of DATABASE_URL; tlsCAFile names an authority of your own.",
    },
    "no-password": {
      severity: "high",
      title: "Whoever reaches the database has all accounts: it asks for no password",
      clause: "OWASP ASVS 5.0 13.2.1",
      cure: "Turn authorization on in MongoDB, and give Latchkey a user of its own (docs/guides/deploy/docker.md).",
    },
    "no-password-here": {
      severity: "low",
      title: "Every program of this machine has all accounts: the database asks for no password",
      clause: "OWASP ASVS 5.0 13.2.1",
      cure: "Turn authorization on in MongoDB, and give Latchkey a user of its own (docs/guides/deploy/docker.md).",
    },
  },
  look: async ({ config }) => {
    const address = readMongoAddress(config.databaseUrl);
    return address === null ? [fine("SQLite is a file of this machine")] : judge(address);
  },
});

function judge({ hosts, hasTls, unverified, hasPassword, hasOtherProof }: MongoAddress): Seen<FaultName>[] {
  const away = hosts.filter((host) => !isHere(host));
  const to = hosts.join(", ");
  const seen: Seen<FaultName>[] = [];
  if (!hasTls && away.length > 0)
    seen.push(found(away.every(isBareName) ? "inside" : "clear", `to ${away.join(", ")}`));
  if (hasTls && away.length > 0 && unverified.length > 0) seen.push(found("unverified", unverified.join(", ")));
  if (!hasPassword && !hasOtherProof)
    seen.push(found(away.length > 0 ? "no-password" : "no-password-here", `to ${to}`));
  return [...seen, fine(`to ${to}${hasTls ? " over TLS" : ""}`)];
}

/** A socket of the file system is written with its slashes encoded. */
function isHere(host: string): boolean {
  return host === "localhost" || isLoopback(host) || host.startsWith("%2F");
}

/** A name of one word is resolved by the network of containers, or by a file of the machine. */
function isBareName(host: string): boolean {
  return isIP(host) === 0 && !host.includes(".");
}
