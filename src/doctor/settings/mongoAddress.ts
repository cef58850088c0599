/** What a MongoDB URL says about the way to the database. It holds no password. */
export interface MongoAddress {
  readonly hosts: readonly string[];
  readonly hasTls: boolean;
  /** Options that switch the check of the certificate off. */
  readonly unverified: readonly string[];
  readonly hasPassword: boolean;
  /** A certificate or a ticket takes the place of a password. */
  readonly hasOtherProof: boolean;
}

const URL_PARTS = /^mongodb(\+srv)?:\/\/(?:([^@/]*)@)?([^/?]*)(?:\/[^?]*)?(?:\?(.*))?$/;
const UNVERIFIED = ["tlsinsecure", "tlsallowinvalidcertificates", "tlsallowinvalidhostnames"];
const OTHER_PROOFS = ["MONGODB-X509", "MONGODB-AWS", "MONGODB-OIDC", "GSSAPI"];

/** Reads what the WHATWG's URL cannot: several hosts. `null` for another database. */
export function readMongoAddress(url: string): MongoAddress | null {
  const parts = URL_PARTS.exec(url);
  if (parts === null) return null;
  const [, isSrv, user = "", hosts = "", query = ""] = parts;
  // Names of options have no case.
  const options = new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]));
  const tls = options.get("tls") ?? options.get("ssl") ?? String(isSrv !== undefined);
  return {
    hosts: hosts.split(",").map((host) => host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "")),
    hasTls: tls === "true",
    unverified: UNVERIFIED.filter((name) => options.get(name) === "true"),
    hasPassword: /:./.test(user),
    hasOtherProof: OTHER_PROOFS.includes(options.get("authmechanism") ?? ""),
  };
}
