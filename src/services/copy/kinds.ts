import type { Kind } from "../../stores/Archive.js";

// The compiler asks for every kind. In the order of the passes: whoever signs in while the first one runs is caught up later.
const EVERY_KIND: Record<Kind, true> = {
  signingKeys: true,
  users: true,
  sessions: true,
  oneTimeTokens: true,
  jobs: true,
  rateLimits: true,
  auditEvents: true,
};

/** Every kind of record that a database keeps. */
export const kinds = Object.keys(EVERY_KIND) as readonly Kind[];
