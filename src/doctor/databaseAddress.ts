/** What the URL of a database server says about the connection, without the password. */
export interface DatabaseAddress {
  /** Names, addresses, or the folders of Unix sockets. */
  readonly hosts: readonly string[];
  readonly hasTls: boolean;
  /** The options that turn certificate checks off. */
  readonly unverified: readonly string[];
  /** By a password, a certificate, a ticket, or the user of this machine. */
  readonly isAuthenticated: boolean;
}

interface UrlParts {
  readonly scheme: string;
  readonly hasPassword: boolean;
  readonly hosts: readonly string[];
  readonly options: URLSearchParams;
}

/** Parses what `URL` cannot: several hosts. Returns `null` for a database that is no server. */
export function parseDatabaseAddress(url: string): DatabaseAddress | null {
  const parts = splitUrl(url);
  if (parts === null) return null;
  return parts.scheme.startsWith("mongodb") ? mongoAddress(parts) : postgresAddress(parts);
}

const URL_PARTS = /^(mongodb(?:\+srv)?|postgres(?:ql)?):\/\/(?:([^@/]*)@)?([^/?]*)(?:\/[^?]*)?(?:\?(.*))?$/;

function splitUrl(url: string): UrlParts | null {
  const parts = URL_PARTS.exec(url);
  if (parts === null) return null;
  const [, scheme = "", user = "", hosts = "", query = ""] = parts;
  const withoutPort = (host: string) => host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return {
    scheme,
    hasPassword: /:./.test(user),
    hosts: hosts.split(",").map(withoutPort),
    options: new URLSearchParams(query),
  };
}

const UNVERIFIED = ["tlsinsecure", "tlsallowinvalidcertificates", "tlsallowinvalidhostnames"];
const PASSWORDLESS = ["MONGODB-X509", "MONGODB-AWS", "MONGODB-OIDC", "GSSAPI"];

function mongoAddress({ scheme, hasPassword, hosts, options: given }: UrlParts): DatabaseAddress {
  // The names of options are not case-sensitive.
  const options = new Map([...given].map(([name, value]) => [name.toLowerCase(), value]));
  const tls = options.get("tls") ?? options.get("ssl") ?? String(scheme === "mongodb+srv");
  return {
    hosts,
    hasTls: tls === "true",
    unverified: UNVERIFIED.filter((name) => options.get(name) === "true"),
    isAuthenticated: hasPassword || PASSWORDLESS.includes(options.get("authmechanism") ?? ""),
  };
}

/** `sslmode` means what it means to PostgreSQL's own programs: only `verify-full` checks the certificate and its name. */
function postgresAddress({ hasPassword, hosts: named, options }: UrlParts): DatabaseAddress {
  const socket = options.get("host");
  const hosts = socket === null ? named.map((host) => host || "localhost") : [socket];
  const mode = options.get("sslmode");
  const isTurnedOn = ["sslmode", "sslrootcert", "sslcert"].some((name) => options.has(name));
  return {
    hosts,
    hasTls: mode !== "disable" && (isTurnedOn || /^(?:true|1)$/.test(options.get("ssl") ?? "")),
    unverified: mode === null || mode === "verify-full" ? [] : [`sslmode=${mode}`],
    // PostgreSQL asks the system who is at the other end of a Unix socket.
    isAuthenticated: hasPassword || options.has("password") || options.has("sslcert") || hosts.every(isSocket),
  };
}

/** The folder of a Unix socket, whose slashes may be encoded. */
export function isSocket(host: string): boolean {
  return /^(?:\/|%2F)/i.test(host);
}
