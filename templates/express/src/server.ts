import { existsSync } from "node:fs";
import { createServer } from "latchkey";
import { createApp } from "./app.js";
import { createAuth } from "./auth.js";

if (existsSync(".env")) process.loadEnvFile();

const port = Number(process.env["PORT"] ?? 3000);
const latchkey = createAuth();
// A database that cannot be opened stops the start.
await latchkey.ready();
const server = createServer(createApp(latchkey));
server.listen(port, process.env["HOST"] ?? "127.0.0.1", () => {
  process.stdout.write(`Listening on http://localhost:${port}\n`);
});
process.once("SIGTERM", stop).once("SIGINT", stop);

function stop(): void {
  server.close(() => latchkey.close());
  server.closeIdleConnections();
}
