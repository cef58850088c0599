import { expect, test } from "vitest";
import { TestClient } from "../support/http/TestClient.js";
import { startLatchkey } from "../support/process/latchkeyProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const ENV = { ACCESS_TOKEN_ALGORITHM: "ES256", RATE_LIMIT: "off", LOG_LEVEL: "warn" };
const ADA = { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery" };

async function keySetOf(origin: string): Promise<unknown> {
  return (await fetch(`${origin}/.well-known/jwks.json`)).json();
}

test("processes that start at once on a new file agree on one key, and each believes the other's tokens", async () => {
  const folder = temporaryFolder();
  const processes = await Promise.all([1, 2, 3].map(() => startLatchkey(folder, ENV)));
  const [first, ...others] = await Promise.all(processes.map(({ origin }) => keySetOf(origin)));
  expect(first).toMatchObject({ keys: [{ alg: "ES256" }] });
  for (const other of others) expect(other).toEqual(first);

  const [one, two, three] = processes;
  if (one === undefined || two === undefined || three === undefined) throw new Error("Three were started.");
  await new TestClient(one.api).post("/auth/register", ADA);
  const { body } = await new TestClient(one.api).post("/auth/login", ADA);
  const bearer = body.data.accessToken;
  for (const { api } of processes)
    expect((await new TestClient(api).get("/users/profile", { bearer })).status).toBe(200);

  // Killed, not asked to stop: the key is as safe as an account.
  await one.end("SIGKILL");
  const again = await startLatchkey(folder, ENV);
  expect(await keySetOf(again.origin)).toEqual(first);
  expect((await new TestClient(again.api).get("/users/profile", { bearer })).status).toBe(200);
});
