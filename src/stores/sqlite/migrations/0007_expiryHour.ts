import type { Migration } from "./Migration.js";

export const expiryHour: Migration = {
  version: 7,
  name: "expiryHour",
  kind: "expand",
  sql: `
    -- Every refresh moves idleExpiresAt, and an index on it, or on an expression of it, is then rewritten. This column is
    -- assigned only when the hour is another one. A program of the release before does not write it, so it may be 0 or of an
    -- earlier end: the cleanup reads the true end and corrects it. Nobody asks by idleExpiresAt often, so an index on it for
    -- that program would cost each refresh more than it saves.
    ALTER TABLE sessions ADD COLUMN expiryHour INTEGER NOT NULL DEFAULT 0;
    DROP INDEX sessionsByExpiry;
    CREATE INDEX sessionsByExpiry ON sessions (expiryHour);
  `,
};
