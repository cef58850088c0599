import { once } from "node:events";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { builtCli } from "../support/cli/builtCli.js";
import { describeOnEveryDatabase } from "../support/cli/databases.js";
import { startWorkers } from "../support/cli/workers.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

async function signedUp(api: string): Promise<TestClient> {
  const client = new TestClient(api);
  const { username, password, ...profile } = aRegistration();
  expect((await client.post("/auth/register", { username, password, ...profile })).status).toBe(201);
  expect((await client.post("/auth/login", { username, password })).status).toBe(200);
  return client;
}

describeOnEveryDatabase("latchkey serve --workers", ({ place: newPlace }) => {
  test("a worker that is killed is replaced, requests go on, and a signal ends all in good order", async () => {
    const workers = await startWorkers(cli(), await newPlace());
    await workers.until(() => workers.pids.length === 2);
    const client = await signedUp(workers.api);
    const [victim = 0, survivor = 0] = workers.pids;
    process.kill(victim, "SIGKILL");
    await workers.until(() => !workers.pids.includes(victim));
    for (let nth = 0; nth < 20; nth += 1) expect((await client.get("/users/profile")).status).toBe(200);
    await workers.until(() => workers.pids.length === 2);
    expect(workers.pids).toContain(survivor);
    const pids = workers.pids;
    expect(await workers.stop()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    const events = workers.log.filter(({ msg }) => msg === "Security event.");
    expect(events.length).toBeGreaterThan(1);
    expect(events.every(({ worker }) => typeof worker === "number")).toBe(true);
  });
});

describe("workers", () => {
  test("of two servers that start at once on a fresh file all work, and one file is left after the end", async () => {
    const cwd = temporaryFolder();
    const servers = await Promise.all([startWorkers(cli(), { cwd }), startWorkers(cli(), { cwd })]);
    await Promise.all(servers.map((server) => server.until(() => server.pids.length === 2)));
    await Promise.all(servers.map(({ api }) => signedUp(api)));
    expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0]);
    expect(readdirSync(join(cwd, "data")).filter((name) => name.startsWith("latchkey.db"))).toEqual(["latchkey.db"]);
  });

  test("count the attempts of everybody together: more processes are no more guesses", async () => {
    const env = { RATE_LIMITS: "login.account=4/15m" };
    const workers = await startWorkers(cli(), { cwd: temporaryFolder(), env });
    await workers.until(() => workers.pids.length === 2);
    const { username, password, ...profile } = aRegistration();
    await new TestClient(workers.api).post("/auth/register", { username, password, ...profile });
    const statuses: number[] = [];
    for (let nth = 0; nth < 8; nth += 1) {
      const guess = { username, password: `wrong horse battery ${nth}` };
      statuses.push((await new TestClient(workers.api).post("/auth/login", guess)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429, 429, 429]);
    expect(await workers.stop("SIGINT")).toBe(0);
  });

  test("end with their primary, however it ends", async () => {
    const workers = await startWorkers(cli(), { cwd: temporaryFolder() });
    await workers.until(() => workers.pids.length === 2);
    const closed = once(workers.primary, "close");
    expect(await workers.stop("SIGKILL")).toBeNull();
    // Their stderr is the primary's: it closes when the last of them has ended, and nobody holds the port any more.
    await closed;
    await expect(fetch(`${workers.api}/auth/password-policy`)).rejects.toThrow("fetch failed");
  });

  test("that keep ending are given up, with a line that says so, and the exit code is 1", async () => {
    const cwd = temporaryFolder();
    const workers = await startWorkers(cli(), { cwd }, 1);
    await workers.until(() => workers.pids.length === 1);
    // From now on no worker can open the database.
    rmSync(join(cwd, "data"), { recursive: true });
    writeFileSync(join(cwd, "data"), "");
    process.kill(workers.pids[0] ?? 0, "SIGKILL");
    expect(await workers.ended).toBe(1);
    expect(workers.log.map(({ msg }) => msg)).toContainEqual(expect.stringMatching(/^The workers keep ending/));
  });

  test("a port in use stops the start and is reported once", async () => {
    const holder = createServer().listen(await freePort(), "127.0.0.1");
    await once(holder, "listening");
    const address = holder.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const workers = await startWorkers(cli(), { cwd: temporaryFolder() }, 3, port);
    expect(await workers.ended).toBe(1);
    holder.close();
    expect(workers.log.filter(({ msg }) => msg.includes("EADDRINUSE"))).toHaveLength(1);
  });
});
