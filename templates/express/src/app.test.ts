import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { createServer } from "latchkey";
import { createTestUser, signInAs } from "latchkey/testing";
import { createApp } from "./app.js";
import { createAuth } from "./auth.js";

const latchkey = createAuth({ databaseUrl: "memory:", logLevel: "silent" });
const server = createServer(createApp(latchkey));
const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
after(async () => {
  server.close();
  await latchkey.close();
});

test("a visitor gets 401, a user is greeted", async () => {
  assert.equal((await fetch(`${address()}/hello`)).status, 401);

  const ada = await createTestUser(latchkey, { fullName: "Ada Lovelace" });
  const { headers } = await signInAs(latchkey, ada);
  const answer = await fetch(`${address()}/hello`, { headers });
  assert.deepEqual(await answer.json(), { hello: "Ada Lovelace" });
});

test("only admins may list the users", async () => {
  const user = await createTestUser(latchkey);
  const admin = await createTestUser(latchkey, { roles: ["admin"] });
  const statusFor = async (who: typeof user) => {
    const { headers } = await signInAs(latchkey, who);
    return (await fetch(`${address()}/admin/users`, { headers })).status;
  };
  assert.equal(await statusFor(user), 403);
  assert.equal(await statusFor(admin), 200);
});
