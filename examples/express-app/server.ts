import express, { type ErrorRequestHandler } from "express";
import { createLatchkey, createServer } from "latchkey";

const port = Number(process.env["PORT"] ?? 4000);
const latchkey = createLatchkey({ publicUrl: `http://localhost:${port}` });
const app = express();

// Before the app's own parsers, so that its limits and its error texts are Latchkey's.
app.use("/api/v1", latchkey.router);
app.use(express.json());

app.get("/", (_req, res) => res.send("Everybody may read this.\n"));
app.post("/echo", (req, res) => res.json(req.body));
app.get("/hello", latchkey.verifyJWT, (req, res) => res.json({ hello: req.user?.fullName }));
app.get("/reports", latchkey.verifyJWT, latchkey.requireRole("admin"), (_req, res) => res.json({ reports: [] }));
app.post("/pay", latchkey.verifyJWT, latchkey.requireFresh("5m", { level: 2 }), (_req, res) => res.send("Paid.\n"));

// A whole router behind one guard.
const notes = express.Router();
notes.use(latchkey.verifyJWT);
notes.get("/", (req, res) => res.json({ owner: req.user?.username, session: req.auth?.sessionId, notes: [] }));
app.use("/notes", notes);

app.use((_req, res) => res.status(404).send("The app has no such page.\n"));
const onError: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error.status ?? 500).send("The app failed in its own way.\n");
};
app.use(onError);

await latchkey.ready();
const server = createServer(app);
server.listen(port, "127.0.0.1", () => process.stdout.write(`Listening on http://localhost:${port}\n`));
process.once("SIGTERM", stop).once("SIGINT", stop);

function stop() {
  server.close(() => latchkey.close());
  server.closeIdleConnections();
}
