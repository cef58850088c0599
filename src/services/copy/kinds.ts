import type { Kind } from "../../stores/Archive.js";

// The compiler asks for every kind.
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
