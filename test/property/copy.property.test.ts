import fc from "fast-check";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { copyDatabase } from "../../src/cli/copy/copyDatabase.js";
import { type Archive, type ArchiveRecords, KINDS, type Kind } from "../../src/stores/Archive.js";
import { createMongoMigrator } from "../../src/stores/mongo/index.js";
import { MongoArchive } from "../../src/stores/mongo/MongoArchive.js";
import { createPostgresMigrator, openPostgresArchive } from "../../src/stores/postgres/index.js";
import { createSqliteMigrator, SqliteArchive } from "../../src/stores/sqlite/index.js";
import { systemClock } from "../../src/utils/clock.js";
import {
  aJob,
  aNamelessUser,
  anAuditEvent,
  anEmailCodesRecord,
  anIdentity,
  aOneTimeToken,
  aPasskey,
  aSecondFactorsRecord,
  aSession,
  aSigningKey,
  aSpentToken,
  aUser,
} from "../support/records.js";
import { schedules } from "../support/schedules.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { dropPostgresPlace, freshPostgresPlace } from "../support/store/postgresDatabase.js";
import { temporaryDatabase } from "../support/store/sqliteFolder.js";

type Contents = { readonly [K in Kind]: readonly ArchiveRecords[K][] };

const RUN = "run";
const FILLING = { copy: "copy", state: "filling", run: RUN, peer: "elsewhere" } as const;

// Everything that UTF-8 can hold, NUL and the ends of the planes included, and halves of pairs, which it cannot.
const text = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom("\0", "a\0b", "\ud800", "x\udfff\\ud800", "\\", '"', "\u{10ffff}", "null", "é", "e\u0301"),
);
/** A key must be: SQLite stores half a pair as bytes that it does not give back. */
const isWellFormed = (value: string) => value.isWellFormed();
const isPlain = (value: string) => isWellFormed(value) && !value.includes("\0");
const integer = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1));
const integerOrNull = fc.option(integer);
const name = fc.stringMatching(/^[a-zA-Z_]\w{0,8}$/);
/** Records whose fields hold texts of `plain`, and whose lists and objects, which are JSON in a table, those of `inJson`. */
function contentsOf(plain: fc.Arbitrary<string>, inJson: fc.Arbitrary<string>): fc.Arbitrary<Contents> {
  const field = fc.option(plain);
  const flat = fc.dictionary(name, fc.oneof(inJson, integer, fc.boolean(), fc.constant(null)), { maxKeys: 5 });
  const { deep } = fc.letrec<{ deep: object; value: unknown }>((tie) => ({
    deep: fc.dictionary(name, tie("value"), { maxKeys: 3 }),
    value: fc.oneof(
      { maxDepth: 4 },
      inJson,
      integer,
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 2 }),
      tie("deep"),
    ),
  }));

  const user = fc
    .record({
      hasUsername: fc.boolean(),
      fullName: field,
      avatarUrl: field,
      emailVerifiedAt: integerOrNull,
      roles: fc.array(inJson),
      at: integer,
      factorsSince: integerOrNull,
    })
    .map(({ hasUsername, at, ...fields }) => ({
      ...(hasUsername ? aUser() : aNamelessUser()),
      ...fields,
      epochEnds: fields.roles.map((_, epoch) => ({ epoch, cause: "disabled" as const, at })),
      updatedAt: at,
    }));
  const session = fc
    .record({
      userAgent: field,
      ip: field,
      lateSince: integer,
      confirmedAt: integerOrNull,
      retryKey: fc.option(inJson),
      spent: fc.nat(3),
    })
    .map(({ spent, retryKey, ...fields }) =>
      aSession({ ...fields, previous: Array.from({ length: spent }, (_, i) => aSpentToken(i, { retryKey })) }),
    );

  const factors = fc
    .record({
      totp: fc.option(fc.record({ sealedSecret: inJson, confirmedAt: integer, lastStep: integer })),
      pending: fc.option(fc.record({ sealedSecret: inJson, expiresAt: integer })),
      recoveryCodes: fc.array(fc.record({ hash: inJson, usedAt: integerOrNull }), { maxLength: 10 }),
      madeAt: integerOrNull,
    })
    .map((fields) => aSecondFactorsRecord(fields));
  const passkey = fc
    .record({
      name: plain,
      publicKey: plain,
      counter: integer,
      transports: fc.array(inJson),
      backedUp: fc.boolean(),
      userVerified: fc.boolean(),
      lastUsedAt: integerOrNull,
      spent: fc.array(fc.record({ hash: inJson, until: integer })),
    })
    .map((fields) => aPasskey(fields));

  const identity = fc
    .record({
      provider: plain,
      issuer: plain,
      email: field,
      emailVerified: fc.boolean(),
      lastUsedAt: integerOrNull,
    })
    .map((fields) => anIdentity(fields));
  const code = fc.record({
    flowHash: inJson,
    codeHash: inJson,
    email: inJson,
    isOfKnownDevice: fc.boolean(),
    tries: integer,
    expiresAt: integer,
  });
  const codes = fc
    .record({ waiting: fc.array(code, { maxLength: 4 }), expiresAt: integer })
    .map((fields) => anEmailCodesRecord(fields));

  // A fuller place than any that services make: what the column can hold must come over.
  const detail = fc.oneof(flat, deep as fc.Arbitrary<Record<string, string>>);
  return fc.record({
    users: fc.array(user, { maxLength: 8 }),
    sessions: fc.array(session, { maxLength: 8 }),
    oneTimeTokens: fc.array(
      field.map((payload) => aOneTimeToken({ payload })),
      { maxLength: 5 },
    ),
    auditEvents: fc.array(
      detail.map((content) => anAuditEvent({ detail: content })),
      { maxLength: 8 },
    ),
    jobs: fc.array(
      fc.record({ payload: detail, userId: field }).map((fields) => aJob(fields)),
      { maxLength: 5 },
    ),
    rateLimits: fc.uniqueArray(fc.record({ key: plain.filter(isWellFormed), points: integer, expiresAt: integer }), {
      maxLength: 8,
      selector: ({ key }) => key,
    }),
    signingKeys: fc.array(
      fc.constant(null).map(() => aSigningKey()),
      { maxLength: 3 },
    ),
    secondFactors: fc.array(factors, { maxLength: 5 }),
    passkeys: fc.array(passkey, { maxLength: 5 }),
    identities: fc.array(identity, { maxLength: 5 }),
    emailCodes: fc.array(codes, { maxLength: 5 }),
  });
}

const anyContents = contentsOf(text, text);
/** PostgreSQL has no NUL in texts. It gives back half of a pair in JSON, which SQLite does not. */
const plainContents = contentsOf(text.filter(isPlain), text.filter(isWellFormed));

interface Side {
  readonly name: string;
  readonly isAvailable: boolean;
  open(): Promise<Archive>;
}

const SQLITE: Side = {
  name: "SQLite",
  isAvailable: true,
  async open() {
    const path = temporaryDatabase();
    await createSqliteMigrator({ path, clock: systemClock }).apply();
    return opened(SqliteArchive.open({ path }));
  },
};

const MONGODB: Side = {
  name: "MongoDB",
  isAvailable: inject("mongoUrl") !== null,
  async open() {
    const url = freshMongoUrl();
    onTestFinished(() => dropMongoDatabase(url));
    await (await createMongoMigrator({ url, clock: systemClock })).apply();
    return opened(MongoArchive.open({ url }));
  },
};

const POSTGRESQL: Side = {
  name: "PostgreSQL",
  isAvailable: inject("postgresUrl") !== null,
  async open() {
    const place = { ...freshPostgresPlace(), prefix: "" };
    onTestFinished(() => dropPostgresPlace(place));
    await (await createPostgresMigrator({ ...place, clock: systemClock })).apply();
    return opened(openPostgresArchive(place));
  },
};

/** Closed when the test ends. */
async function opened(opening: Promise<Archive>): Promise<Archive> {
  const archive = await opening;
  onTestFinished(() => archive.close());
  return archive;
}

async function allOf(archive: Archive): Promise<object[]> {
  const all: object[] = [];
  for (const kind of KINDS) for await (const page of archive.pages(kind)) all.push(...page);
  return all;
}

/** Makes the records those that the database holds; its marker is then that of `state`. */
async function fill(archive: Archive, records: Contents, copy: string, state: "leaving" | "filling"): Promise<void> {
  const filling = { ...FILLING, copy };
  await archive.setMarker(filling, await archive.marker());
  for (const kind of KINDS) {
    await archive.clear(kind, RUN);
    if (records[kind].length > 0) await archive.insert(kind, records[kind], RUN);
  }
  if (state !== "filling") await archive.setMarker({ ...filling, state }, filling);
}

describe.each([
  { from: SQLITE, to: SQLITE, usual: 60 },
  { from: SQLITE, to: MONGODB, usual: 12 },
  { from: MONGODB, to: SQLITE, usual: 12 },
  { from: MONGODB, to: MONGODB, usual: 5 },
  { from: SQLITE, to: POSTGRESQL, usual: 15 },
  { from: POSTGRESQL, to: SQLITE, usual: 15 },
  { from: POSTGRESQL, to: MONGODB, usual: 5 },
  { from: MONGODB, to: POSTGRESQL, usual: 5 },
  { from: POSTGRESQL, to: POSTGRESQL, usual: 5 },
])("from $from.name to $to.name", ({ from, to, usual }) => {
  const { numRuns, timeout } = schedules(usual);

  test.skipIf(!from.isAvailable || !to.isAvailable)(
    "a copy makes the target the same, value by value, whatever an earlier run left there",
    { timeout },
    async () => {
      const [source, target] = [await from.open(), await to.open()];
      const contents = from === POSTGRESQL || to === POSTGRESQL ? plainContents : anyContents;
      const hooks = { migrateTarget: async () => [], inPhase: plainly };
      await fc.assert(
        fc.asyncProperty(contents, contents, fc.uuid(), async (ours, theirs, copy) => {
          await fill(source, ours, copy, "leaving");
          await fill(target, theirs, copy, "filling");
          const records = Object.values(ours).flat().length;
          expect(await copyDatabase({ source, target, ...hooks })).toBe(records);
          expect(await allOf(target)).toStrictEqual(await allOf(source));
        }),
        { numRuns },
      );
    },
  );
});

function plainly<T>(_phase: string, work: (onProgress: () => void) => Promise<T>): Promise<T> {
  return work(() => undefined);
}
