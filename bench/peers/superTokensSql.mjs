// What the core of SuperTokens does in PostgreSQL, after its plugin's source (SessionQueries.java): a table without an index but
// its key, a row that is locked while it is read, and a transaction around each call.

export const CREATE_TABLES = `
  CREATE TABLE IF NOT EXISTS session_info (
    session_handle VARCHAR(255) NOT NULL,
    user_id VARCHAR(128) NOT NULL,
    refresh_token_hash_2 VARCHAR(128) NOT NULL,
    session_data TEXT,
    expires_at BIGINT NOT NULL,
    created_at_time BIGINT NOT NULL,
    jwt_user_payload TEXT,
    use_static_key BOOLEAN NOT NULL,
    CONSTRAINT session_info_pkey PRIMARY KEY (session_handle)
  )`;
const CREATE = `
  INSERT INTO session_info (session_handle, user_id, refresh_token_hash_2, session_data, expires_at, jwt_user_payload,
    created_at_time, use_static_key) VALUES ($1, $2, $3, '{}', $4, '{}', $5, FALSE)`;
const LOOK_UP = {
  name: "lookUp",
  text: `SELECT session_handle, user_id, refresh_token_hash_2, session_data, expires_at, created_at_time, jwt_user_payload
    FROM session_info WHERE session_handle = $1 FOR UPDATE`,
};
const ROTATE = {
  name: "rotate",
  text: "UPDATE session_info SET refresh_token_hash_2 = $1, expires_at = $2 WHERE session_handle = $3",
};
const LIFETIME = 100 * 24 * 60 * 60 * 1000;

export async function createSession(pool, { handle, userId, hash }) {
  const now = Date.now();
  await pool.query(CREATE, [handle, userId, hash, now + LIFETIME, now]);
}

/** With `checkDatabase`: whether the session is still there. */
export function verifySession(pool, handle) {
  return inTransaction(pool, (client) => lookUp(client, handle));
}

export function refreshSession(pool, handle, nextHash) {
  return inTransaction(pool, async (client) => {
    const session = await lookUp(client, handle);
    await client.query({ ...ROTATE, values: [nextHash, Date.now() + LIFETIME, handle] });
    return session;
  });
}

async function lookUp(client, handle) {
  const { rows } = await client.query({ ...LOOK_UP, values: [handle] });
  if (rows.length === 0) throw new Error("The session has ended.");
  return rows[0];
}

/** JDBC sends BEGIN with the first statement of a transaction; node-postgres sends it alone. */
async function inTransaction(pool, work) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } finally {
    client.release();
  }
}
