import type { Migration } from "./Migration.js";

export const legacyHashes: Migration = {
  version: 4,
  name: "legacyHashes",
  kind: "expand",
  sql: `
    -- Accounts can be moved in with hashes of many kinds. Holds only those that wait for an upgrade, as usersWithBcrypt
    -- does; that one stays for the program before, which may run beside this one and knows no other.
    CREATE INDEX usersWithLegacyHash ON users (passwordHash)
      WHERE passwordHash NOT GLOB '$argon2id$v=19$m=19456,t=2,p=1$*';
  `,
};
