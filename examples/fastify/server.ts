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
const latchkey = createLatchkey({ publicUrl: `http://localhost:${port}` });
const { identify } = createFetchHandler(latchkey);
const routes = express().disable("x-powered-by").use("/api/v1", latchkey.router);
const app = fastify();

async function signedIn(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { method, url } = request;
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const identity = await identify(new Request(`http://localhost${url}`, { method, headers }));
  if (identity instanceof Response) {
    const { status, headers: answered } = identity;
    return reply
      .code(status)
      .headers(Object.fromEntries(answered))
      .send(await identity.text());
  }
  request.identity = identity;
  return undefined;
}

app.decorateRequest("identity", null);
// Before Fastify reads the body: what lies below /api/v1 is answered by the router itself.
app.addHook("onRequest", async (request, reply) => {
  if (!request.url.startsWith("/api/v1/")) return;
  reply.hijack();
  routes(request.raw, reply.raw);
});
app.get("/", async () => "Everybody may read this.\n");
app.get("/hello", { preHandler: signedIn }, async ({ identity }) => ({ hello: identity?.user.fullName }));

await latchkey.ready();
await app.listen({ port, host: "127.0.0.1" });
process.stdout.write(`Listening on http://localhost:${port}\n`);
process.once("SIGTERM", stop).once("SIGINT", stop);

async function stop() {
  await app.close();
  await latchkey.close();
}
