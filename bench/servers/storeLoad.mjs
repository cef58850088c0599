// A process that works on a store as the benchmark asks it to: so many clients, for so long. It answers what that took.
import { randomBytes } from "node:crypto";
import { setImmediate as nextTick } from "node:timers/promises";
import pg from "pg";
import { createStore } from "../../dist/stores/index.js";
import { CREATE_TABLES, createSession, refreshSession, verifySession } from "../peers/superTokensSql.mjs";

const DAY = 24 * 60 * 60 * 1000;
const MOST_LATENCIES = 2_000_000;
/** One of so many operations of the mix is a refresh. */
const MIX = 10;

const { STORE, DATABASE_URL } = process.env;
const ids = await new Promise((resolve) => process.once("message", resolve));
const { verify, refresh } = STORE === "superTokens" ? await openSuperTokens() : await openLatchkey();
const latencies = new Float64Array(MOST_LATENCIES);
process.on("message", async (turn) => process.send(await work(turn)));
process.once("disconnect", () => process.exit());
process.send("ready");

async function openLatchkey() {
  const store = createStore({
    databaseUrl: DATABASE_URL,
    databasePrefix: "",
    databaseSchema: "latchkey",
    databasePool: 10,
    databasePrepare: "on",
  });
  await store.open();
  return {
    async verify(id) {
      if ((await store.authState(id)) === null) throw new Error("There is no such session.");
    },
    async refresh(id) {
      const { session } = await store.authState(id);
      const result = await store.sessions.compareAndSet(nextOf(session), session.version);
      if (result.kind !== "stored") throw new Error(`A refresh ended with "${result.kind}".`);
    },
  };
}

/** What a refresh writes: see src/services/session. */
function nextOf(session) {
  const now = Date.now();
  const { generation, keyId, tokenHash } = session;
  const spent = { generation, keyId, tokenHash, salt: random(16), supersededAt: now };
  return {
    ...session,
    version: session.version + 1,
    generation: generation + 1,
    tokenHash: random(32),
    rotatedAt: now,
    confirmedAt: null,
    previous: [{ ...spent, successorConfirmedAt: null, retryKey: random(32), network: "192.0.2.1" }],
    lastSeenAt: now,
    idleExpiresAt: Math.min(now + 7 * DAY, session.expiresAt),
  };
}

function random(length) {
  return randomBytes(length).toString("base64url");
}

async function openSuperTokens() {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
  await pool.query(CREATE_TABLES);
  await Promise.all(ids.map((handle) => createSession(pool, { handle, userId: handle, hash: random(32) })));
  return {
    verify: (id) => verifySession(pool, id),
    refresh: (id) => refreshSession(pool, id, random(32)),
  };
}

/**
 * @param turn what the clients do (`verify`, `refresh` or `mix`), how many they are, on how many of the sessions they work, and for
 * how many milliseconds
 */
async function work({ name, clients, sessions, milliseconds }) {
  const before = process.cpuUsage();
  const start = performance.now();
  let count = 0;
  const converse = async (_, client) => {
    for (let turn = client; performance.now() < start + milliseconds; turn += 1) {
      // A request comes from the event loop: what is checked once a tick must be checked here, too.
      await nextTick();
      const isRefresh = name === "refresh" || (name === "mix" && turn % MIX === 0);
      const from = performance.now();
      // A client refreshes sessions of its own.
      await (isRefresh
        ? refresh(ids[(client + clients * turn) % sessions])
        : verify(ids[(Math.random() * sessions) | 0]));
      if (count < MOST_LATENCIES) latencies[count] = performance.now() - from;
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, converse));
  const time = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const sorted = latencies.subarray(0, Math.min(count, MOST_LATENCIES)).sort();
  const at = (share) => sorted[Math.floor(sorted.length * share)];
  return { count, cpu: (user + system) / count, perSecond: (count / time) * 1000, p50: at(0.5), p99: at(0.99) };
}
