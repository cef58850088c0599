// A model of SuperTokens with checkDatabase, whose core is Java: here the core is a second process on Node, which the app asks by
// HTTP at each request. Neither signs or verifies a token. CORE=on makes this process the core.
import { fork } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import pg from "pg";
import { envelope, readJson, serve, USER } from "../servers/shared.mjs";
import { CREATE_TABLES, createSession, refreshSession, verifySession } from "./superTokensSql.mjs";

const agent = new Agent({ keepAlive: true });
const hashOf = (token) => createHash("sha256").update(token).digest("hex");

if (process.env.CORE === "on") await serveCore();
else await serveApp();

async function serveCore() {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
  await pool.query(CREATE_TABLES);
  const recipes = {
    "/recipe/session": async () => {
      const [handle, refreshToken] = [randomUUID(), randomBytes(32).toString("base64url")];
      await createSession(pool, { handle, userId: USER._id, hash: hashOf(refreshToken) });
      return { handle, refreshToken };
    },
    "/recipe/session/verify": ({ handle }) => verifySession(pool, handle),
    "/recipe/session/refresh": async ({ handle }) => {
      const refreshToken = randomBytes(32).toString("base64url");
      await refreshSession(pool, handle, hashOf(refreshToken));
      return { handle, refreshToken };
    },
  };
  const server = createServer(async (req, res) => sendJson(res, await recipes[req.url](await readJson(req))));
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
  process.once("disconnect", () => process.exit());
}

async function serveApp() {
  const core = fork(new URL(import.meta.url), { env: { ...process.env, CORE: "on" } });
  const [port] = await once(core, "message");
  serve(async (req, res) => {
    if (req.url === "/live") return sendJson(res, {});
    if (req.url === "/sessions") return sendJson(res, await ask(port, "/recipe/session", {}));
    if (req.url === "/profile") {
      await ask(port, "/recipe/session/verify", { handle: req.headers.authorization, checkDatabase: true });
      return sendJson(res, envelope(USER, "Your profile."));
    }
    const { refreshToken: handle } = await readJson(req);
    await ask(port, "/recipe/session/refresh", { handle });
    return sendJson(res, envelope({ refreshToken: handle }, "Refreshed."));
  });
}

function ask(port, path, body) {
  const text = JSON.stringify(body);
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: "127.0.0.1", path, method: "POST", headers, agent });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => readJson(response).then(resolve, reject));
    outgoing.end(text);
  });
}

function sendJson(res, body) {
  const text = JSON.stringify(body);
  res.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  res.end(text);
}
