import type { Migration } from "./Migration.js";

/** Every migration, in ascending order of version. A released one is never edited: the next change is a new entry. */
export const migrations: readonly Migration[] = [
  {
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
  },
  {
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
  },
  {
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
  },
  {
    version: 4,
    name: "legacyHashes",
    kind: "expand",
    sql: `
    -- Accounts can be moved in with hashes of many kinds. Holds only those that wait for an upgrade, as usersWithBcrypt
    -- does; that one stays for the program before, which may run beside this one and knows no other.
    CREATE INDEX usersWithLegacyHash ON users (passwordHash)
      WHERE passwordHash NOT GLOB '$argon2id$v=19$m=19456,t=2,p=1$*';
  `,
  },
  {
    version: 5,
    name: "needs",
    kind: "expand",
    sql: `
    -- The lowest version of the schema that a program must know since this migration: a program of the release before may
    -- open a file with migrations that it has never heard of, unless one of them says that it must not.
    ALTER TABLE migrations ADD COLUMN needs INTEGER NOT NULL DEFAULT 0;
  `,
  },
  {
    version: 6,
    name: "revokeCause",
    kind: "expand",
    sql: `
    -- The reasons that the CHECK of revokeReason does not know. A program of the release before reads 'revoked' there, and
    -- leaves this column as it is: an end is never taken back.
    ALTER TABLE sessions ADD COLUMN revokeCause TEXT;
  `,
  },
  {
    version: 7,
    name: "expiryDay",
    kind: "expand",
    sql: `
    -- Every refresh moves idleExpiresAt, and an index on it, or on an expression of it, is then rewritten. This column is
    -- assigned only when the day is another one. A program of the release before does not write it, so it may be 0 or of an
    -- earlier end: the cleanup reads the true end and corrects it. Nobody asks by idleExpiresAt often, so an index on it for
    -- that program would cost each refresh more than it saves.
    ALTER TABLE sessions ADD COLUMN expiryDay INTEGER NOT NULL DEFAULT 0;
    DROP INDEX sessionsByExpiry;
    CREATE INDEX sessionsByExpiry ON sessions (expiryDay);
  `,
  },
  {
    version: 8,
    name: "userFields",
    kind: "expand",
    sql: `
    -- The fields that an app adds to its users, as one JSON object: see src/services/fields. A program of the release before
    -- leaves this column as it is.
    ALTER TABLE users ADD COLUMN fields TEXT;
  `,
  },
  {
    version: 9,
    name: "authenticationMethods",
    kind: "expand",
    sql: `
    -- How the user of a session proved who they are. A program of the release before knows only the password and leaves this
    -- column as it is, so NULL means: by the password, when the session was opened.
    ALTER TABLE sessions ADD COLUMN methods TEXT;
  `,
  },
  {
    version: 10,
    name: "secondFactors",
    kind: "expand",
    sql: `
    ALTER TABLE users ADD COLUMN factorsSince INTEGER;

    CREATE TABLE secondFactors (
      _id TEXT NOT NULL PRIMARY KEY,
      version INTEGER NOT NULL CHECK (version >= 0),
      totp TEXT,
      pending TEXT,
      recoveryCodes TEXT NOT NULL,
      madeAt INTEGER
    ) STRICT;

    CREATE TABLE passkeys (
      _id TEXT NOT NULL PRIMARY KEY,
      credentialId TEXT NOT NULL,
      userId TEXT NOT NULL,
      publicKey TEXT NOT NULL,
      counter INTEGER NOT NULL CHECK (counter >= 0),
      rpId TEXT NOT NULL,
      aaguid TEXT NOT NULL,
      transports TEXT NOT NULL,
      backedUp INTEGER NOT NULL CHECK (backedUp IN (0, 1)),
      userVerified INTEGER NOT NULL CHECK (userVerified IN (0, 1)),
      name TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      lastUsedAt INTEGER,
      spent TEXT NOT NULL,
      version INTEGER NOT NULL CHECK (version >= 0)
    ) STRICT;
    CREATE INDEX passkeysOfUser ON passkeys (userId, createdAt, _id);
    -- The cleanup looks among the latest for those whose user was never stored.
    CREATE INDEX passkeysByCreation ON passkeys (createdAt, _id);
  `,
  },
  {
    version: 11,
    name: "secondFactorsAreAsked",
    kind: "cutover",
    needs: 10,
    sql: `
    -- A program that does not know second factors asks for the password alone. It starts no more, and one that still runs opens
    -- no session of somebody who has a factor: it stores no methods. The trigger is part of the file, so it meets every program.
    CREATE TRIGGER sessionsAskForFactors BEFORE INSERT ON sessions
    WHEN NEW.methods IS NULL AND (SELECT factorsSince FROM users WHERE _id = NEW.userId) IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'This server knows no second factors: stop it, and start the newer one.'); END;
  `,
  },
  {
    version: 12,
    name: "identities",
    kind: "expand",
    sql: `
    -- A program that does not know this table would leave a stranger's identity to the owner of a mailbox who resets the password.
    -- The migration before shuts it out already.
    CREATE TABLE identities (
      _id TEXT NOT NULL PRIMARY KEY,
      userId TEXT NOT NULL,
      provider TEXT NOT NULL,
      issuer TEXT NOT NULL,
      subject TEXT NOT NULL,
      email TEXT,
      emailVerified INTEGER NOT NULL CHECK (emailVerified IN (0, 1)),
      createdAt INTEGER NOT NULL,
      lastUsedAt INTEGER,
      version INTEGER NOT NULL CHECK (version >= 0)
    ) STRICT;
    CREATE INDEX identitiesOfUser ON identities (userId, createdAt, _id);
    -- The cleanup looks among the latest for those without a user.
    CREATE INDEX identitiesByCreation ON identities (createdAt, _id);
  `,
  },
  {
    version: 13,
    name: "emailCodes",
    kind: "expand",
    sql: `
    CREATE TABLE emailCodes (
      _id TEXT NOT NULL PRIMARY KEY,
      version INTEGER NOT NULL CHECK (version >= 0),
      waiting TEXT NOT NULL,
      expiresAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX emailCodesByExpiry ON emailCodes (expiresAt);
  `,
  },
];
