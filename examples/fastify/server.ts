import express from "express";
import fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { createLatchkey } from "latchkey";
import { createFetchHandler, type Identity } from "latchkey/fetch";

declare module "fastify" {
  interface FastifyRequest {
    identity: Identity | null;
  }
}

const port = Number(process.env["PORT"] ?? 4300);
const latchkey = createLatchkey({ publicUrl: `http://localhost:${port}`, pagesPath: "/auth" });
const { identify } = createFetchHandler(latchkey);
const routes = express().disable("x-powered-by").use("/api/v1", latchkey.router).use(latchkey.pages);
const app = fastify();

async function signedIn(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const identity = await identify(request.raw);
  // 401, 403 or 503, as a client of Latchkey's expects it.
  if (identity instanceof Response) return reply.send(identity);
  request.identity = identity;
  return undefined;
}

app.decorateRequest("identity", null);
// Before Fastify reads the body: Latchkey answers Node's requests itself.
app.addHook("onRequest", async (request, reply) => {
  if (!/^\/(api\/v1|auth)\//.test(request.url)) return;
  reply.hijack();
  routes(request.raw, reply.raw);
});
app.get("/", async (request) => {
  const found = await latchkey.authenticate(request.raw);
  return found === null ? "Everybody may read this.\n" : `Hello, ${found.user.fullName}.\n`;
});
app.get("/hello", { preHandler: signedIn }, async ({ identity }) => ({ hello: identity?.user.fullName }));

await latchkey.ready();
await app.listen({ port, host: "127.0.0.1" });
process.stdout.write(`Listening on http://localhost:${port}\n`);
process.once("SIGTERM", stop).once("SIGINT", stop);

async function stop() {
  await app.close();
  await latchkey.close();
}
