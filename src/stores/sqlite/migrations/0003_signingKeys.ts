import type { Migration } from "./Migration.js";

export const signingKeys: Migration = {
  version: 3,
  name: "signingKeys",
  kind: "expand",
  sql: `
    CREATE TABLE signingKeys (
      _id TEXT NOT NULL PRIMARY KEY,
      sequence INTEGER NOT NULL UNIQUE CHECK (sequence >= 1),
      version INTEGER NOT NULL CHECK (version >= 0),
      algorithm TEXT NOT NULL CHECK (algorithm IN ('ES256')),
      sealedKey TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      signsFrom INTEGER NOT NULL
    ) STRICT;
  `,
};
