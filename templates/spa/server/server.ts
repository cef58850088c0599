import { existsSync } from "node:fs";
import express from "express";
import { createServer } from "latchkey";
import { createApp } from "./app.js";
import { createAuth } from "./auth.js";

if (existsSync(".env")) process.loadEnvFile();

const port = Number(process.env["PORT"] ?? 3000);
const latchkey = createAuth();
// A database that cannot be opened stops the start.
await latchkey.ready();
const app = createApp(latchkey);
const server = createServer(app);
const closePage = await servePage();
server.listen(port, process.env["HOST"] ?? "127.0.0.1", () => {
  process.stdout.write(`Listening on http://localhost:${port}\n`);
});
process.once("SIGTERM", stop).once("SIGINT", stop);

/** Serves what `npm run build` has written, or Vite while you develop. Page and API share an origin, and so the cookies. */
async function servePage(): Promise<() => Promise<void>> {
  if (import.meta.filename.endsWith(".js")) {
    app.use(express.static("dist/page"));
    return async () => undefined;
  }
  const { createServer: createVite } = await import("vite");
  const vite = await createVite({ server: { middlewareMode: true, ws: { server } } });
  app.use(vite.middlewares);
  return vite.close;
}

async function stop(): Promise<void> {
  server.close(() => latchkey.close());
  server.closeIdleConnections();
  await closePage();
}
