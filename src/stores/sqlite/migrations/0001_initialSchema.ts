import type { Migration } from "./Migration.js";

export const initialSchema: Migration = {
  version: 1,
  name: "initialSchema",
  kind: "expand",
  sql: `
    -- The CHECK on passwordHash is the last line of defence: a bug above must not store a plain password. It accepts a PHC
    -- string ($id$params$salt$hash, or with a version) and bcrypt's own form.
    CREATE TABLE users (
      _id TEXT NOT NULL PRIMARY KEY,
      username TEXT NOT NULL UNIQUE,
      fullName TEXT NOT NULL,
      email TEXT NOT NULL UNIQUE,
      passwordHash TEXT NOT NULL CHECK (
        passwordHash NOT GLOB '*[^-A-Za-z0-9$+/.,=]*'
        AND (
          (length(passwordHash) = 60 AND passwordHash GLOB '$2[aby]$[0-9][0-9]$*')
          OR (length(passwordHash) >= 32 AND passwordHash GLOB '$[a-z][a-z0-9]*$*?=?*$?*$?*')
        )
      ),
      avatarUrl TEXT,
      emailVerifiedAt INTEGER,
      roles TEXT NOT NULL,
      disabledAt INTEGER,
      epoch INTEGER NOT NULL CHECK (epoch >= 0),
      version INTEGER NOT NULL CHECK (version >= 0),
      createdAt INTEGER NOT NULL,
      updatedAt INTEGER NOT NULL,
      passwordChangedAt INTEGER NOT NULL
    ) STRICT;

    -- No foreign key to users: a session outlives its user, so that its tokens are refused as those of a deleted account.
    CREATE TABLE sessions (
      _id TEXT NOT NULL PRIMARY KEY,
      userId TEXT NOT NULL,
      epoch INTEGER NOT NULL CHECK (epoch >= 0),
      version INTEGER NOT NULL CHECK (version >= 0),
      generation INTEGER NOT NULL CHECK (generation BETWEEN 0 AND 4294967295),
      firstGeneration INTEGER NOT NULL CHECK (firstGeneration BETWEEN 0 AND generation),
      keyId TEXT NOT NULL,
      tokenHash TEXT NOT NULL,
      rotatedAt INTEGER NOT NULL,
      confirmedAt INTEGER,
      previous TEXT NOT NULL,
      lateCount INTEGER NOT NULL CHECK (lateCount >= 0),
      lateSince INTEGER NOT NULL,
      openedBy TEXT NOT NULL CHECK (openedBy IN ('browser', 'client')),
      createdAt INTEGER NOT NULL,
      lastSeenAt INTEGER NOT NULL,
      idleExpiresAt INTEGER NOT NULL CHECK (idleExpiresAt <= expiresAt),
      expiresAt INTEGER NOT NULL,
      revokedAt INTEGER,
      revokeReason TEXT CHECK (revokeReason IN ('logout', 'replaced', 'revoked', 'reuse', 'fork')),
      rememberMe INTEGER NOT NULL CHECK (rememberMe IN (0, 1)),
      userAgent TEXT,
      ip TEXT,
      CHECK ((revokedAt IS NULL) = (revokeReason IS NULL))
    ) STRICT;
    CREATE INDEX sessionsOfUser ON sessions (userId, createdAt, _id) WHERE revokedAt IS NULL;
    CREATE INDEX sessionsByExpiry ON sessions (idleExpiresAt);

    CREATE TABLE oneTimeTokens (
      userId TEXT NOT NULL,
      purpose TEXT NOT NULL CHECK (purpose IN ('verify-email', 'reset-password', 'change-email')),
      hash TEXT NOT NULL UNIQUE,
      payload TEXT,
      expiresAt INTEGER NOT NULL,
      PRIMARY KEY (userId, purpose)
    ) STRICT;

    CREATE TABLE auditEvents (
      _id TEXT NOT NULL PRIMARY KEY,
      userId TEXT,
      sessionId TEXT,
      name TEXT NOT NULL,
      at INTEGER NOT NULL,
      ip TEXT,
      userAgent TEXT,
      detail TEXT NOT NULL
    ) STRICT;
    CREATE INDEX auditEventsOfUser ON auditEvents (userId, at, _id);
  `,
};
