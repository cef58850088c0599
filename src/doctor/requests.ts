import { randomBytes } from "node:crypto";

/** The paths that several checks request. */
export const PROFILE = "/api/v1/users/profile";
export const POLICY = "/api/v1/auth/password-policy";
export const LOGIN = "/api/v1/auth/login";

/** RFC 5737: an address that nobody has. */
export const FORGED_ADDRESS = "203.0.113.9";
/** RFC 2606: a name that nobody has. */
const FOREIGN_HOST = "latchkey-doctor.invalid";
export const FOREIGN_ORIGIN = `https://${FOREIGN_HOST}`;

/** Headers that a client can send to pretend to have another address. */
export const FORGED_CLIENT = {
  "x-forwarded-for": FORGED_ADDRESS,
  "x-real-ip": FORGED_ADDRESS,
  "x-forwarded-proto": "http",
} as const;

/** The headers of a request that a page of the site itself makes. */
export function fromOwnPage(url: URL): Record<string, string> {
  return { origin: url.origin, "sec-fetch-site": "same-origin" };
}

/**
 * The data of an account that does not exist: the name is random, and the address is in a domain that receives no mail (RFC 2606).
 * So signing in with it locks nobody out.
 */
export function impossibleAccount(): { username: string; email: string; password: string } {
  const username = `doctor-${randomBytes(8).toString("hex")}`;
  return { username, email: `${username}@${FOREIGN_HOST}`, password: "no account has this one" };
}
