import { count } from "../../../proofs/report/count.js";
import { type Plan, SUPPOSED } from "./plan.js";
import { gigabytes, rounded } from "./planTables.js";

const DAY_SECONDS = 86_400;
const ARGON2_MS = 13.5;

export function storageText({ users, stored }: Plan): string {
  const events = stored.find(({ collection }) => collection === "auditEvents")?.count ?? 0;
  return `## On paper: a billion sessions on a sharded MongoDB

Nothing from here on was run. Measured are the bytes above, and the commands: they are the ones that the store sends, as a listener
on the driver saw them. Supposed is how people behave and what a machine can do; put your own numbers in, everything is linear.

### What has to be stored

- ${count(SUPPOSED.sessions)} remembered sessions, hence ${rounded(users)} users, as measured.
- AUDIT_RETENTION is ${SUPPOSED.auditDays} days, twice the span of the measured records: ${rounded(events)} events.
- An index entry is its values and ${SUPPOSED.bytesAnEntry} bytes, for types and the place of the record: an estimate.
- Records = documents × bytes; no compression, nothing for half-full pages.`;
}

export function storageReading({ stored, total }: Plan): string {
  const sessions = stored.find(({ collection }) => collection === "sessions");
  const share = ((sessions?.documents ?? 0) + (sessions?.indexes ?? 0)) / SUPPOSED.shards;
  const trail = stored.find(({ collection }) => collection === "auditEvents");
  const halfOfTrail = ((trail?.documents ?? 0) + (trail?.indexes ?? 0)) / 2;
  return `Three members a shard make ${gigabytes(3 * total)} of disks. Counters of limits, links and queued mail end within hours or days and are left out.

The trail is the largest; halving AUDIT_RETENTION saves ${gigabytes(halfOfTrail)}. The index of \`users\` on \`passwordHash\`
only answers whether some bcrypt hash is left; a partial one, as SQLite has, would be empty.

Memory: a hashed key spreads the sessions in use over all pages, so count on all of \`sessions\` and its indexes being touched in a day:
${gigabytes(share)} a shard, and as much as \`users\` takes. Of the trail only the newest pages are written. 64 GB a member leave room.`;
}

export function rateText(plan: Plan): string {
  const { usedADay, visitsADay, minutesAVisit, secondsBetween, peak } = SUPPOSED;
  const used = SUPPOSED.sessions * usedADay;
  const requests = (visitsADay * minutesAVisit * 60) / secondsBetween;
  return `### How much is asked of it

Supposed: a tenth of the sessions is used on a day, in ${visitsADay} visits of ${minutesAVisit} minutes, with a protected request every ${secondsBetween} seconds; the busiest hour has ${peak}
times the mean. A visit begins with a refresh and ends before the next is due.

\`\`\`text
verifies   ${count(used)} sessions × ${visitsADay} visits × ${minutesAVisit} min × 60 / ${secondsBetween} s = ${count(used * requests)} a day
           / ${count(DAY_SECONDS)} s × ${peak} = ${rounded(plan.verifies)} a second at the peak
refreshes  ${count(used)} sessions × ${visitsADay} = ${count(used * visitsADay)} a day
           / ${count(DAY_SECONDS)} s × ${peak} = ${rounded(plan.refreshes)} a second at the peak
sign-ins   ${count(SUPPOSED.sessions)} sessions / 90 days / ${count(DAY_SECONDS)} s = ${rounded(plan.lapses)} a second, and as many lapse
           × ${peak} = ${rounded(plan.signIns)} a second at the peak
reads      a verify reads one session and one user, so does a refresh: ${rounded(plan.sessionReads)} + ${rounded(plan.userReads)} a second
writes     a refresh writes the session, and so does the first use of what it gave; a sign-in inserts one,
           and one ends: 2 × ${rounded(plan.refreshes)} + 2 × ${rounded(plan.signIns)} = ${rounded(plan.sessionWrites)} a second
\`\`\``;
}

export function rateReading(plan: Plan): string {
  const perShard = (plan.sessionReads + plan.userReads) / SUPPOSED.readsAPrimary;
  const hashing = (plan.signIns * ARGON2_MS) / 1000;
  return `Reads decide: ${rounded(plan.sessionReads + plan.userReads)} / ${count(SUPPOSED.readsAPrimary)} = ${perShard.toFixed(1)} primaries, so ${SUPPOSED.shards}. Every read goes to a primary, because a revocation counts at once; more
secondaries carry nothing. Sign-ins need ${rounded(plan.signIns)} × ${ARGON2_MS} ms = ${hashing.toFixed(1)} cores of Argon2id among the servers. What a verify costs the server's process on
MongoDB was not measured; on SQLite it is the figure above.

What takes load away without a change: services that may honour an access token until it expires check it with
\`latchkey/verifier\` and ES256, and ask no database.

### What each request sends, and where it goes

With the shard keys below. *One* is one shard, named by the key; *all* asks every shard.

| request | commands of the store | shards |
| --- | --- | --- |
| protected route | \`find sessions {_id}\` and \`find users {_id}\`, at once | one, one |
| … the first with a new token | also \`update sessions {_id, version}\`, which nobody waits for | one |
| refresh | \`find sessions {_id}\`, then \`find users {_id}\`, then \`update sessions {_id, version}\` | one, one, one |
| … with limits on | \`findAndModify rateLimits {_id, expiresAt}\`, twice when the counter starts | one |
| sign-in | \`find users {username}\`; up to ten small ones on \`rateLimits\` by \`_id\`; \`insert sessions\`, \`insert auditEvents\` | see below; one each |
| … from a new device | \`find sessions {userId}\`, fifty at most | all |
| list of sessions | as the protected route, then \`find users {_id}\` and \`find sessions {userId, epoch, …}\` | one, one, one, all |
| sign-out everywhere, ban | \`find users {_id}\`, \`update users {_id, version}\`: the epoch rises, no session is written | one |
| activity | \`find auditEvents {userId}\` | one |
| deletion of an account | \`delete users {_id}\`; \`delete sessions {userId}\`, \`delete auditEvents {userId}\`, and again a minute later | one; all, one |
| clearing away | \`find sessions {idleExpiresAt}\` sorted; a \`find users\` and an \`insert\` for each; \`delete sessions {_id: {$in}}\` | all; one each; those of the ids |

A new device at every sign-in would be ${rounded(plan.signIns)} requests a second that ask all shards, which is ${rounded(plan.signIns)} more reads on each: little beside ${rounded((plan.sessionReads + plan.userReads) / SUPPOSED.shards)}.
But such a request is as slow as the slowest shard and fails with any of them.`;
}

export function keyText(plan: Plan): string {
  return `### Shard keys

| collection | shard key | today |
| --- | --- | --- |
| \`sessions\` | \`{ _id: "hashed" }\` | works: each write names the \`_id\`, no index but \`_id\` is unique |
| \`auditEvents\` | \`{ userId: "hashed", _id: 1 }\` | works: a repeated note has the same user, so it meets the first on its shard |
| \`rateLimits\` | \`{ _id: "hashed" }\` | works: each \`findAndModify\` names the \`_id\` |
| \`users\` | \`{ _id: "hashed" }\` | **does not work**: see below |
| \`oneTimeTokens\`, \`signingKeys\`, \`jobs\` | none | small; a unique \`hash\`, a unique \`sequence\`, a claim by time that names no key |

Why not \`sessions\` by \`userId\`: the list and the deletion would ask one shard, and every refresh all of them, because a refresh
token names its session and no user. The hot path decides.

**\`users\` is the problem.** On a sharded collection an index may be unique only if it begins with the shard key. \`username\` and \`email\` are both
unique, so no key suits both: \`shardCollection\` refuses while those indexes are there, and without them Latchkey's start fails, because it
builds its indexes first. That is the right failure: without them two people could own one name.

So today \`users\` stays on one shard. Its primary then answers a read for every verify and refresh of the whole service:

\`\`\`text
${count(SUPPOSED.readsAPrimary)} reads a second / ${rounded(plan.userReads)} × ${count(SUPPOSED.sessions)} sessions = ${rounded(plan.sessionsOnOneUsersPrimary)} sessions
\`\`\`

With these habits that is where the schema of today ends, on however many shards. Beyond it, this is needed and not written:

1. \`users\` by \`{ _id: "hashed" }\`, its indexes on \`username\` and \`email\` not unique or gone.
2. Two collections \`usernames\` and \`emails\`, whose \`_id\` is the canonical name and which hold the user's id, each by \`{ _id: "hashed" }\`. Equal
   names have equal hashes, so the \`_id\` index of one shard decides who owns a name.
3. \`create\` and a change of name then touch three records. Without a transaction: claim the names with an owner and an expiry, insert the user,
   confirm the claims; a claim whose user never came lapses, one whose user exists is confirmed by whoever finds it. Or one transaction
   over three shards, which is rare enough to afford. Either way the store's contract stays: one caller gets \`created\`.
4. A sign-in reads \`usernames {_id}\` and then \`users {_id}\`: two targeted reads instead of one that asks all.

The contract suite of the stores and the races in it are there to say whether that was done right.

### What fails, and how it is answered

Every write waits for a majority and its journal (\`w: majority, j: true, wtimeout: 5000\`), every read is \`majority\` from a primary. A step
of a call may take 5 s: to find a server, to connect, to get a connection of the pool, to be answered. After that the answer is 503
with Retry-After. No 401, no cookie is touched, and the client's token still works.

| what fails | what follows |
| --- | --- |
| a secondary of a shard | nothing: two of three are a majority |
| the primary of a shard | an election, 10 to 12 s by MongoDB's defaults. Of ${SUPPOSED.shards} shards one is away: a verify needs two of them, so ${affectedShare()} of the requests get 503, and all that ask every shard |
| … during a refresh | the driver sends the write once more; if its outcome stays unknown the record is read again, and one that bears this request's salt is its own write |
| two members of a shard | as above, until one is back |
| a \`mongos\` | the driver takes another of its list |
| the config servers | the routes are cached: nothing until something must move |
| a partition that cuts off a primary | until it steps down, about 10 s, it may answer reads of what it knew: a session that was ended on the other side is honoured there so long. Its writes find no majority |
| clocks that differ | sessions end and links lapse by the server's clock; one that goes back revokes nothing |
| a full pool | see below |
| a restored backup | see below |

**The weakest point is the pool.** A process has 100 connections to each \`mongos\`. A request for the shard that is away holds one for 5 s, and the
driver tries a read twice:

\`\`\`text
${rounded(plan.verifies)} verifies a second / 100 processes = ${rounded(plan.verifies / 100)} a second each
${rounded(plan.verifies / 100)} × 2 of ${SUPPOSED.shards} shards = ${rounded(heldASecond(plan))} a second that hang, × 10 s = ${rounded(10 * heldASecond(plan))} connections; the pool has 100
100 / ${rounded(heldASecond(plan))} = ${(100 / heldASecond(plan)).toFixed(1)} s until it is used up
\`\`\`

From then on requests for healthy shards wait behind it for up to 5 s and get 503 as well. So one election of one shard is felt by everybody for its
10 s. \`maxPoolSize\` in DATABASE_URL widens the pool; shorter elections (\`electionTimeoutMillis\`) and a shorter step shorten it. A limit on
what may wait for one shard is not there.

**Backups.** Latchkey has no invariant over two records but the unique names, so a snapshot whose shards differ by seconds is sound:
a session without its user counts as deleted, one of another epoch as ended. But a restored database forgets what came after: sessions
that were ended live again, refresh tokens that were given out since are newer than their record and are refused (\`state_rollback\` in the
trail). After a restore, change ACCESS_TOKEN_SECRET and REFRESH_TOKEN_SECRET, which ends every session, or accept those ends as lost.

**One user with very many sessions.** Sign-out everywhere is one write whatever their number, the list shows a hundred, and the look at
known devices reads fifty. Deleting the account removes the user first, which ends them all, and then deletes them by \`userId\` on all
shards, in one command that may outlast 5 s; a job of the queue does it again. A service account that verifies thousands of times a second reads one user record from
one primary: from memory, but within its ${count(SUPPOSED.readsAPrimary)}.

**One counter for all.** \`login.global\` counts every sign-in of an unknown device in one document: up to ${rounded(plan.signIns)} updates a second of one
record, which no shard key spreads. It is the first write to become a queue.

**Clearing away.** ${rounded(plan.lapses)} sessions lapse a second, ${count(Math.round((plan.lapses * 600) / 1000) * 1000)} in the ten minutes between two runs: ${count(Math.round((plan.lapses * 600) / 200))} batches of 200, each a question to all shards, and a
read and an insert for each session. Every process does the same work at the same time; it does no harm, because each step may be
repeated, but 100 processes ask a hundred times. At this size one process should do it, which there is no setting for yet.`;
}

/** The chance that one of two records lies on one shard of all. */
function affectedShare(): string {
  return `${((1 - (1 - 1 / SUPPOSED.shards) ** 2) * 100).toFixed(0)} %`;
}

function heldASecond({ verifies }: Plan): number {
  return ((verifies / 100) * 2) / SUPPOSED.shards;
}

export const LEFT_OUT = `### What nobody has tried

- MongoDB itself at these sizes, sharded or not; compression, cache misses, checkpoints and the oplog.
- Elections, partitions and migrations of chunks under load. The tests stop and kill a server, which is not an election.
- The supposed limits of a primary. They are the two numbers to measure first.`;
