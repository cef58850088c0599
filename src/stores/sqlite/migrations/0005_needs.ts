import type { Migration } from "./Migration.js";

export const needs: Migration = {
  version: 5,
  name: "needs",
  kind: "expand",
  sql: `
    -- The lowest version of the schema that a program must know since this migration: a program of the release before may
    -- open a file with migrations that it has never heard of, unless one of them says that it must not.
    ALTER TABLE migrations ADD COLUMN needs INTEGER NOT NULL DEFAULT 0;
  `,
};
