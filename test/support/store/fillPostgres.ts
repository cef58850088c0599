import { createPostgresStore } from "../../../src/stores/postgres/index.js";
import {
  aBcryptHash,
  aJob,
  anAddition,
  anAuditEvent,
  anEmailCodesRecord,
  anIdentity,
  aOneTimeToken,
  aPasskey,
  aSecondFactorsRecord,
  aSession,
  aUser,
  DAY,
  NOW,
} from "../records.js";
import { onPostgres, type PostgresPlace } from "./postgresDatabase.js";

/** What the copies of a record have of their own, as JSON with their number `n`. One in a hundred is over before `NOW`. */
const COPIES = {
  users: `'_id', 'u' || n, 'username', 'name' || n, 'email', n || '@example.com'`,
  sessions: `'_id', 's' || n, 'userId', 'u' || n / 4, 'createdAt', ${NOW} - n,
    'idleExpiresAt', ${NOW} + (n - 200) * ${DAY / 1000}::bigint, 'expiryDay', (${NOW} + (n - 200) * ${DAY / 1000}::bigint) / ${DAY}`,
  oneTimeTokens: `'userId', 'u' || n, 'hash', 'h' || n, 'expiresAt', ${NOW} + (n - 200) * 1000`,
  auditEvents: `'_id', 'e' || n, 'userId', 'u' || n / 20, 'at', ${NOW} + (n - 200) * 1000`,
  jobs: `'_id', 'j' || n, 'userId', 'u' || n, 'dueAt', ${NOW} + (n - 200) * 1000`,
  secondFactors: `'_id', 'u' || n`,
  passkeys: `'_id', 'p' || n, 'userId', 'u' || n / 4, 'createdAt', ${NOW} - n`,
  identities: `'_id', 'i' || n, 'userId', 'u' || n / 4, 'createdAt', ${NOW} - n`,
  emailCodes: `'_id', 'u' || n, 'expiresAt', ${NOW} + (n - 200) * 1000`,
  rateLimits: `'key', 'k' || n, 'expiresAt', ${NOW} + (n - 200) * 1000`,
};

/** Makes the tables of a place, and puts 20,000 records into each. */
export async function fillPostgres(place: PostgresPlace): Promise<void> {
  const store = createPostgresStore(place);
  await store.open();
  await store.users.create(aUser());
  for (let nth = 0; nth < 50; nth += 1) await store.users.create(aUser({ passwordHash: aBcryptHash() }));
  await store.sessions.create(aSession());
  await store.oneTimeTokens.put(aOneTimeToken());
  await store.audit.append(anAuditEvent());
  await store.queue.add(aJob());
  await store.rateLimits.add(anAddition());
  await store.secondFactors.create(aSecondFactorsRecord());
  await store.passkeys.create(aPasskey());
  await store.identities.create(anIdentity());
  await store.emailCodes.create(anEmailCodesRecord());
  await store.close();
  for (const [name, fields] of Object.entries(COPIES)) {
    const table = `"${place.schema}"."${name}"`;
    await onPostgres(
      place.url,
      `INSERT INTO ${table} SELECT (jsonb_populate_record(record, jsonb_build_object(${fields}))).*
        FROM (SELECT record FROM ${table} AS record LIMIT 1) AS one, generate_series(1, 20000) AS n`,
    );
    await onPostgres(place.url, `VACUUM ANALYZE ${table}`);
  }
}
