import type { Migration } from "./Migration.js";

/** Every migration, in ascending order of version. A released one is never edited: the next change is a new entry. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "initialSchema",
    kind: "expand",
    needs: 0,
    // Texts are compared by their bytes (COLLATE "C"), as every other store does, whatever the locale of the server. Users,
    // sessions and factors leave room on their pages: the next version of a row then stays on its page, and no index is written (HOT).
    sql: `
    -- The CHECK on passwordHash is the last line of defense: a bug above must not store a plain password. It accepts a PHC
    -- string ($id$params$salt$hash, or with a version) and bcrypt's own form.
    CREATE TABLE users (
      _id text COLLATE "C" NOT NULL PRIMARY KEY,
      username text COLLATE "C" NOT NULL,
      fullName text COLLATE "C" NOT NULL,
      email text COLLATE "C" NOT NULL,
      passwordHash text COLLATE "C" NOT NULL CHECK (
        passwordHash ~ '^[-A-Za-z0-9$+/.,=]+$'
        AND (
          passwordHash ~ '^\\$2[aby]\\$[0-9][0-9]\\$.{53}$'
          OR (length(passwordHash) >= 32 AND passwordHash ~ '^\\$[a-z][a-z0-9][^$]*\\$.[^=]*=.[^$]*\\$.[^$]*\\$.')
        )
      ),
      avatarUrl text COLLATE "C",
      emailVerifiedAt bigint,
      roles text COLLATE "C" NOT NULL,
      disabledAt bigint,
      epoch bigint NOT NULL CHECK (epoch >= 0),
      epochEnds text COLLATE "C" NOT NULL,
      version bigint NOT NULL CHECK (version >= 0),
      createdAt bigint NOT NULL,
      updatedAt bigint NOT NULL,
      passwordChangedAt bigint NOT NULL,
      fields text COLLATE "C",
      factorsSince bigint
    ) WITH (fillfactor = 70);
    CREATE UNIQUE INDEX usersByUsername ON users (username);
    CREATE UNIQUE INDEX usersByEmail ON users (email);
    -- Holds only the accounts that wait for an upgrade, so that asking for one costs the same with a million others.
    CREATE INDEX usersWithLegacyHash ON users (passwordHash)
      WHERE passwordHash NOT LIKE '$argon2id$v=19$m=19456,t=2,p=1$%';

    -- No foreign key to users: a session outlives its user, so that its tokens are refused as those of a deleted account.
    CREATE TABLE sessions (
      _id text COLLATE "C" NOT NULL PRIMARY KEY,
      userId text COLLATE "C" NOT NULL,
      epoch bigint NOT NULL CHECK (epoch >= 0),
      version bigint NOT NULL CHECK (version >= 0),
      generation bigint NOT NULL CHECK (generation BETWEEN 0 AND 4294967295),
      firstGeneration bigint NOT NULL CHECK (firstGeneration BETWEEN 0 AND generation),
      keyId text COLLATE "C" NOT NULL,
      tokenHash text COLLATE "C" NOT NULL,
      rotatedAt bigint NOT NULL,
      confirmedAt bigint,
      previous text COLLATE "C" NOT NULL,
      lateCount bigint NOT NULL CHECK (lateCount >= 0),
      lateSince bigint NOT NULL,
      openedBy text COLLATE "C" NOT NULL CHECK (openedBy IN ('browser', 'client')),
      methods text COLLATE "C" NOT NULL,
      createdAt bigint NOT NULL,
      lastSeenAt bigint NOT NULL,
      idleExpiresAt bigint NOT NULL CHECK (idleExpiresAt <= expiresAt),
      expiresAt bigint NOT NULL,
      revokedAt bigint,
      revokeReason text COLLATE "C" CHECK (revokeReason IN ('logout', 'replaced', 'revoked', 'reuse', 'fork')),
      revokeCause text COLLATE "C",
      rememberMe boolean NOT NULL,
      userAgent text COLLATE "C",
      ip text COLLATE "C",
      expiryDay bigint NOT NULL,
      CHECK ((revokedAt IS NULL) = (revokeReason IS NULL))
    ) WITH (fillfactor = 70);
    CREATE INDEX sessionsOfUser ON sessions (userId, createdAt, _id) WHERE revokedAt IS NULL;
    -- Ended sessions too: sessionsOfUser knows the living ones only.
    CREATE INDEX allSessionsOfUser ON sessions (userId, _id);
    -- By the day and not by idleExpiresAt, which every refresh moves: no refresh that changes an indexed column is HOT.
    CREATE INDEX sessionsByExpiry ON sessions (expiryDay);

    CREATE TABLE oneTimeTokens (
      userId text COLLATE "C" NOT NULL,
      purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('verify-email', 'reset-password', 'change-email')),
      hash text COLLATE "C" NOT NULL UNIQUE,
      payload text COLLATE "C",
      expiresAt bigint NOT NULL,
      PRIMARY KEY (userId, purpose)
    );
    CREATE INDEX oneTimeTokensByExpiry ON oneTimeTokens (expiresAt);

    CREATE TABLE auditEvents (
      _id text COLLATE "C" NOT NULL PRIMARY KEY,
      userId text COLLATE "C",
      sessionId text COLLATE "C",
      name text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      ip text COLLATE "C",
      userAgent text COLLATE "C",
      detail text COLLATE "C" NOT NULL
    );
    CREATE INDEX auditEventsOfUser ON auditEvents (userId, _id);
    CREATE INDEX auditEventsByTime ON auditEvents (at);

    CREATE TABLE jobs (
      _id text COLLATE "C" NOT NULL PRIMARY KEY,
      kind text COLLATE "C" NOT NULL,
      userId text COLLATE "C",
      payload text COLLATE "C" NOT NULL,
      attempts bigint NOT NULL CHECK (attempts >= 0),
      dueAt bigint NOT NULL,
      createdAt bigint NOT NULL
    );
    CREATE INDEX jobsByDueTime ON jobs (dueAt, _id);
    CREATE INDEX jobsOfUser ON jobs (userId);

    CREATE TABLE rateLimits (
      key text COLLATE "C" NOT NULL PRIMARY KEY,
      points bigint NOT NULL,
      expiresAt bigint NOT NULL
    ) WITH (fillfactor = 70);
    CREATE INDEX rateLimitsByExpiry ON rateLimits (expiresAt);

    CREATE TABLE signingKeys (
      _id text COLLATE "C" NOT NULL PRIMARY KEY,
      sequence bigint NOT NULL UNIQUE CHECK (sequence >= 1),
      version bigint NOT NULL CHECK (version >= 0),
      algorithm text COLLATE "C" NOT NULL CHECK (algorithm IN ('ES256')),
      sealedKey text COLLATE "C" NOT NULL,
      createdAt bigint NOT NULL,
      signsFrom bigint NOT NULL
    );

    CREATE TABLE secondFactors (
      _id text COLLATE "C" NOT NULL PRIMARY KEY,
      version bigint NOT NULL CHECK (version >= 0),
      totp text COLLATE "C",
      pending text COLLATE "C",
      recoveryCodes text COLLATE "C" NOT NULL,
      madeAt bigint
    ) WITH (fillfactor = 70);

    CREATE TABLE passkeys (
      _id text COLLATE "C" NOT NULL PRIMARY KEY,
      credentialId text COLLATE "C" NOT NULL,
      userId text COLLATE "C" NOT NULL,
      publicKey text COLLATE "C" NOT NULL,
      counter bigint NOT NULL CHECK (counter >= 0),
      rpId text COLLATE "C" NOT NULL,
      aaguid text COLLATE "C" NOT NULL,
      transports text COLLATE "C" NOT NULL,
      backedUp boolean NOT NULL,
      userVerified boolean NOT NULL,
      name text COLLATE "C" NOT NULL,
      createdAt bigint NOT NULL,
      lastUsedAt bigint,
      spent text COLLATE "C" NOT NULL,
      version bigint NOT NULL CHECK (version >= 0)
    ) WITH (fillfactor = 70);
    CREATE INDEX passkeysOfUser ON passkeys (userId, createdAt, _id);
    -- The cleanup looks among the latest for those whose user was never stored.
    CREATE INDEX passkeysByCreation ON passkeys (createdAt, _id);
  `,
  },
  {
    version: 2,
    name: "identities",
    kind: "expand",
    needs: 0,
    sql: `
    CREATE TABLE identities (
      _id text COLLATE "C" NOT NULL PRIMARY KEY,
      userId text COLLATE "C" NOT NULL,
      provider text COLLATE "C" NOT NULL,
      issuer text COLLATE "C" NOT NULL,
      subject text COLLATE "C" NOT NULL,
      email text COLLATE "C",
      emailVerified boolean NOT NULL,
      createdAt bigint NOT NULL,
      lastUsedAt bigint,
      version bigint NOT NULL CHECK (version >= 0)
    ) WITH (fillfactor = 70);
    CREATE INDEX identitiesOfUser ON identities (userId, createdAt, _id);
    -- The cleanup looks among the latest for those without a user.
    CREATE INDEX identitiesByCreation ON identities (createdAt, _id);
  `,
  },
  {
    version: 3,
    name: "emailCodes",
    kind: "expand",
    needs: 0,
    sql: `
    CREATE TABLE emailCodes (
      _id text COLLATE "C" NOT NULL PRIMARY KEY,
      version bigint NOT NULL CHECK (version >= 0),
      waiting text COLLATE "C" NOT NULL,
      expiresAt bigint NOT NULL
    ) WITH (fillfactor = 70);
    CREATE INDEX emailCodesByExpiry ON emailCodes (expiresAt);
  `,
  },
];
