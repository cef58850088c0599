import express from "express";
import { createLatchkey, createServer } from "latchkey";
import pg from "pg";

const port = Number(process.env["PORT"] ?? 4500);
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] ?? "postgres://127.0.0.1/app" });
// Idle connections end when the server stops. Without a listener that would end this process.
pool.on("error", (error) => process.stderr.write(`${error.message}\n`));
await pool.query("CREATE TABLE IF NOT EXISTS notes (owner text NOT NULL, text text NOT NULL)");

// Latchkey's tables are in the schema `latchkey` of the same database, and its statements on the same connections.
const latchkey = createLatchkey({ publicUrl: `http://localhost:${port}`, connection: pool });

const app = express();
app.use("/api/v1", latchkey.router);
app.use(latchkey.pages);
app.use(express.json());

app.get("/notes", latchkey.verifyJWT, async (req, res) => {
  const { rows } = await pool.query("SELECT text FROM notes WHERE owner = $1", [req.user?._id]);
  res.json(rows);
});
app.post("/notes", latchkey.verifyJWT, async (req, res) => {
  await pool.query("INSERT INTO notes VALUES ($1, $2)", [req.user?._id, String(req.body?.text)]);
  res.status(201).end();
});

await latchkey.ready();
const server = createServer(app);
server.listen(port, "127.0.0.1", () => process.stdout.write(`Listening on http://localhost:${port}\n`));
process.once("SIGTERM", stop).once("SIGINT", stop);

function stop() {
  server.close(async () => {
    await latchkey.close();
    await pool.end();
  });
  server.closeIdleConnections();
}
