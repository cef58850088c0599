import type { Migration } from "./Migration.js";

export const revokeCause: Migration = {
  version: 6,
  name: "revokeCause",
  kind: "expand",
  sql: `
    -- The reasons that the CHECK of revokeReason does not know. A program of the release before reads 'revoked' there, and
    -- leaves this column as it is: an end is never taken back.
    ALTER TABLE sessions ADD COLUMN revokeCause TEXT;
  `,
};
