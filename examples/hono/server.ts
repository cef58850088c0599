import { serve } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { createLatchkey } from "latchkey";
import { createFetchHandler, type Identity } from "latchkey/fetch";

const port = Number(process.env["PORT"] ?? 4200);
const latchkey = createLatchkey({ publicUrl: `http://localhost:${port}`, pagesPath: "/auth" });
const { handle, identify } = createFetchHandler(latchkey);
const app = new Hono<{ Variables: { identity: Identity } }>();

function byLatchkey(context: Context): Promise<Response> {
  return handle(context.req.raw, { ip: getConnInfo(context).remote.address ?? "" });
}

const signedIn = createMiddleware(async (context, next) => {
  const identity = await identify(context.req.raw);
  // 401, 403 or 503, as a client of Latchkey's expects it.
  if (identity instanceof Response) return identity;
  context.set("identity", identity);
  await next();
  return undefined;
});

app.all("/api/v1/*", byLatchkey);
app.get("/auth/*", byLatchkey);
app.get("/", async (context) => {
  const found = await latchkey.authenticate(context.req.raw);
  return context.text(found === null ? "Everybody may read this.\n" : `Hello, ${found.user.fullName}.\n`);
});
app.get("/hello", signedIn, (context) => context.json({ hello: context.get("identity").user.fullName }));

await latchkey.ready();
const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, () => {
  process.stdout.write(`Listening on http://localhost:${port}\n`);
});
process.once("SIGTERM", stop).once("SIGINT", stop);

function stop() {
  server.close(() => latchkey.close());
}
