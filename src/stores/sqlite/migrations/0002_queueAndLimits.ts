import type { Migration } from "./Migration.js";

export const queueAndLimits: Migration = {
  version: 2,
  name: "queueAndLimits",
  kind: "expand",
  sql: `
    ALTER TABLE users ADD COLUMN epochEnds TEXT NOT NULL DEFAULT '[]';
    -- Holds only the accounts that wait for an upgrade, so that asking for one costs the same with a million others.
    CREATE INDEX usersWithBcrypt ON users (passwordHash) WHERE passwordHash GLOB '$2*';

    -- Ended sessions too: sessionsOfUser knows the living ones only.
    CREATE INDEX allSessionsOfUser ON sessions (userId, _id);

    CREATE INDEX oneTimeTokensByExpiry ON oneTimeTokens (expiresAt);

    -- Events are listed by _id now, which sorts by time and never twice alike.
    DROP INDEX auditEventsOfUser;
    CREATE INDEX auditEventsOfUser ON auditEvents (userId, _id);
    CREATE INDEX auditEventsByTime ON auditEvents (at);

    CREATE TABLE jobs (
      _id TEXT NOT NULL PRIMARY KEY,
      kind TEXT NOT NULL,
      userId TEXT,
      payload TEXT NOT NULL,
      attempts INTEGER NOT NULL CHECK (attempts >= 0),
      dueAt INTEGER NOT NULL,
      createdAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX jobsByDueTime ON jobs (dueAt, _id);
    CREATE INDEX jobsOfUser ON jobs (userId);

    CREATE TABLE rateLimits (
      key TEXT NOT NULL PRIMARY KEY,
      points INTEGER NOT NULL,
      expiresAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX rateLimitsByExpiry ON rateLimits (expiresAt);
  `,
};
