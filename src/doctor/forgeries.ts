/** RFC 5737: an address that nobody has. */
export const FORGED_ADDRESS = "203.0.113.9";
/** RFC 2606: a name that nobody has. */
export const FOREIGN_HOST = "latchkey-doctor.invalid";
export const FOREIGN_ORIGIN = `https://${FOREIGN_HOST}`;

/** What a client may write to seem to be somebody else. */
export const FORGED_CLIENT = {
  "x-forwarded-for": FORGED_ADDRESS,
  "x-real-ip": FORGED_ADDRESS,
  "x-forwarded-proto": "http",
} as const;

/** What a client may write to send others elsewhere. */
export const FORGED_HOSTS = {
  "x-forwarded-host": FOREIGN_HOST,
  "x-original-host": FOREIGN_HOST,
  forwarded: `host=${FOREIGN_HOST};proto=http`,
  "x-forwarded-proto": "http",
} as const;

/** A JSON API is asked as a browser of the site would ask it. */
export function fromOwnPage(url: URL): Record<string, string> {
  return { origin: url.origin, "sec-fetch-site": "same-origin" };
}

/**
 * A sign-in that no account can fit: name and address have to be one account's, the name is new each time, and nobody gets
 * mail at the address (RFC 2606). So nobody is locked out by it.
 */
export function impossibleSignIn(run: string): { username: string; email: string; password: string } {
  const username = `doctor-${run}`;
  return { username, email: `${username}@${FOREIGN_HOST}`, password: "no account has this one" };
}
