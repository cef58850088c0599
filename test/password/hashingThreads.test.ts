import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { getPriority } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { Worker } from "node:worker_threads";
import bcrypt from "bcrypt";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { Events } from "../../src/services/events/index.js";
import { type HashFunctions, HashingThreads, libuvHashFunctions } from "../../src/services/password/index.js";
import { TestClient } from "../support/http/TestClient.js";
import { builtPackage } from "../support/process/builtPackage.js";
import { spawnLatchkey } from "../support/process/latchkeyProcess.js";
import { nicenessOf } from "../support/process/nicenessOf.js";
import { serverOf, spawnNode } from "../support/process/serverProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const PASSWORD = "correct horse battery";
const OPTIONS = { algorithm: 2, memoryCost: 8192, timeCost: 1, parallelism: 1 };
const SALT = Buffer.from("a salt of 16 byt");

let program: string;
let opened: HashingThreads[] = [];

beforeAll(async () => {
  program = join(await builtPackage(), "dist/services/password/hashInThread.js");
});

afterEach(async () => {
  await Promise.all(opened.map((threads) => threads.close()));
  opened = [];
});

/** Threads that run a program, with what they started and published. */
function threadsOf(path: string) {
  const events = new Events();
  const unavailable = vi.fn();
  events.on("hash.threadsUnavailable", unavailable);
  const workers: Worker[] = [];
  const threads = new HashingThreads(async () => {
    const worker = new Worker(path, { execArgv: [] });
    workers.push(worker);
    return worker;
  }, events);
  opened.push(threads);
  return { threads, workers, unavailable };
}

/** A program of a thread, which does what it is asked in place of hashing. */
function programThat(onMessage: string): string {
  const file = join(temporaryFolder(), "program.mjs");
  const code = `import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ args: [text] }) => { ${onMessage} });
    parentPort.postMessage({ kind: "ready", hasLowPriority: true });`;
  writeFileSync(file, code);
  return file;
}

/** Answers each password with itself, but ends at the wrong one. */
const ENDS_WHEN_ASKED = `if (text === "end") process.exit(3); parentPort.postMessage({ kind: "result", result: text });`;

describe("a hashing thread", () => {
  test("computes what libuv's pool computes", async () => {
    const { threads, unavailable } = threadsOf(program);
    const stored = await threads.argon2Hash(PASSWORD, OPTIONS);
    const old = await bcrypt.hash(PASSWORD, 4);
    for (const functions of [threads, libuvHashFunctions]) {
      expect(await functions.argon2Verify(stored, PASSWORD)).toBe(true);
      expect(await functions.argon2Verify(stored, "wrong")).toBe(false);
      expect(await functions.bcryptCompare(PASSWORD, old)).toBe(true);
      expect(await functions.bcryptCompare("wrong", old)).toBe(false);
    }
    const scrypt = [PASSWORD, SALT, 32, { N: 16, r: 8, p: 1, maxmem: 2 ** 20 }] as const;
    const pbkdf2 = [PASSWORD, SALT, 10, 32, "sha256"] as const;
    expect(Buffer.from(await threads.scrypt(...scrypt))).toEqual(await libuvHashFunctions.scrypt(...scrypt));
    expect(Buffer.from(await threads.pbkdf2(...pbkdf2))).toEqual(await libuvHashFunctions.pbkdf2(...pbkdf2));
    expect(unavailable).not.toHaveBeenCalled();
  });

  test("passes the error of a function on, without the password", async () => {
    const { threads, workers } = threadsOf(program);
    const failureOf = (functions: HashFunctions) =>
      functions.argon2Verify("no hash at all", PASSWORD).catch((error: unknown) => error);
    const failure = await failureOf(threads);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).toBe(String(await failureOf(libuvHashFunctions)));
    expect(inspect(failure)).not.toContain(PASSWORD);
    const stored = await threads.argon2Hash(PASSWORD, OPTIONS);
    expect(await threads.argon2Verify(stored, PASSWORD)).toBe(true);
    expect(workers).toHaveLength(1);
  });

  test.skipIf(process.platform !== "linux")("lowers its own priority, and no other thread's", async () => {
    const before = nicenessOf(process.pid);
    const { threads } = threadsOf(program);
    expect(threads.haveLowPriority()).toBe(false);
    await Promise.all([threads.argon2Hash(PASSWORD, OPTIONS), threads.argon2Hash(PASSWORD, OPTIONS)]);
    const own = getPriority();
    const lowered = [...nicenessOf(process.pid)].filter(([, niceness]) => niceness > own);
    expect(lowered.map(([, niceness]) => niceness)).toEqual([Math.min(own + 10, 19), Math.min(own + 10, 19)]);
    for (const [thread] of lowered) expect(before.has(thread)).toBe(false);
    expect(threads.haveLowPriority()).toBe(true);
  });

  test("starts at the first hash, and hashes one after the other share it", async () => {
    const { threads, workers } = threadsOf(programThat(ENDS_WHEN_ASKED));
    expect(workers).toHaveLength(0);
    for (const text of ["a", "b", "c"]) expect(await threads.argon2Hash(text, OPTIONS)).toBe(text);
    expect(workers).toHaveLength(1);
    const together = ["d", "e"].map((text) => threads.argon2Hash(text, OPTIONS));
    expect(await Promise.all(together)).toEqual(["d", "e"]);
    expect(workers).toHaveLength(2);
  });
});

describe("a hashing thread that ends", () => {
  test("fails its hash, without the password, and the next hash gets a new thread", async () => {
    const { threads, workers, unavailable } = threadsOf(programThat(ENDS_WHEN_ASKED));
    const error: unknown = await threads.argon2Verify("end", PASSWORD).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ message: "A hashing thread ended before it answered." });
    expect(inspect(error)).not.toContain(PASSWORD);
    expect(await threads.argon2Hash("next", OPTIONS)).toBe("next");
    expect(workers).toHaveLength(2);
    expect(unavailable).not.toHaveBeenCalled();
  });

  test("because of an error has this as the cause, and the process goes on", async () => {
    const { threads } = threadsOf(programThat(`throw new Error("out of memory");`));
    await expect(threads.argon2Hash(PASSWORD, OPTIONS)).rejects.toMatchObject({
      message: "A hashing thread ended before it answered.",
      cause: { message: "out of memory" },
    });
  });

  test("while it is idle is not asked again", async () => {
    const { threads, workers } = threadsOf(programThat(ENDS_WHEN_ASKED));
    await threads.argon2Hash("a", OPTIONS);
    await workers[0]?.terminate();
    expect(await threads.argon2Hash("b", OPTIONS)).toBe("b");
    expect(workers).toHaveLength(2);
  });
});

describe("where no thread can be started", () => {
  test.each([
    ["its program is missing", () => join(temporaryFolder(), "missing.js")],
    ["its program cannot be loaded", () => programThat("}")],
    ["starting throws", () => "no absolute path"],
  ])("because %s, libuv's pool hashes, and this is published once", async (_, path) => {
    const { threads, workers, unavailable } = threadsOf(path());
    const hashes = [threads.argon2Hash(PASSWORD, OPTIONS), threads.argon2Hash(PASSWORD, OPTIONS)];
    const tried = workers.length;
    for (const stored of [...(await Promise.all(hashes)), await threads.argon2Hash(PASSWORD, OPTIONS)]) {
      expect(await threads.argon2Verify(stored, PASSWORD)).toBe(true);
    }
    expect(unavailable).toHaveBeenCalledOnce();
    expect(threads.haveLowPriority()).toBe(false);
    expect(workers).toHaveLength(tried);
  });
});

describe("closing hashing threads", () => {
  test("waits for running hashes and then ends every thread", async () => {
    const { threads, workers } = threadsOf(program);
    const hashes = [threads.argon2Hash(PASSWORD, OPTIONS), threads.argon2Hash(PASSWORD, OPTIONS)];
    await threads.close();
    for (const stored of await Promise.all(hashes)) expect(stored).toMatch(/^\$argon2id\$/);
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });

  test("leaves later hashes to libuv's pool, and is not reported as a failure", async () => {
    const { threads, workers, unavailable } = threadsOf(program);
    await threads.close();
    expect(await threads.argon2Hash(PASSWORD, OPTIONS)).toMatch(/^\$argon2id\$/);
    expect(workers).toHaveLength(0);
    expect(unavailable).not.toHaveBeenCalled();
  });
});

describe("in a process", () => {
  test.skipIf(process.platform !== "linux")(
    "a server has no thread of lower priority before its first hash, has one then, and stops in good order",
    async () => {
      const port = await freePort();
      const env = { PUBLIC_URL: "http://localhost", RATE_LIMIT: "off", PORT: String(port) };
      const child = await spawnLatchkey(temporaryFolder(), env);
      const server = await serverOf(child, "listens on");
      const lowered = () => [...nicenessOf(child.pid).values()].filter((niceness) => niceness > getPriority());
      expect(lowered()).toEqual([]);
      const client = new TestClient(`http://127.0.0.1:${port}/api/v1`);
      expect((await client.post("/auth/login", { username: "nobody", password: PASSWORD })).status).toBe(401);
      expect(lowered()).toHaveLength(1);
      expect(await server.stop()).toBe(0);
    },
  );

  test("idle threads keep no process alive: an app that closes nothing ends by itself", async () => {
    const moduleOf = async (file: string) =>
      JSON.stringify(pathToFileURL(join(await builtPackage(), "dist", file)).href);
    const code = `
      import { HashingThreads } from ${await moduleOf("services/password/index.js")};
      import { startHashingThread } from ${await moduleOf("container/startHashingThread.js")};
      const publish = () => process.exit(2);
      const threads = new HashingThreads(async () => startHashingThread(), { emit: publish });
      const stored = await threads.argon2Hash("${PASSWORD}", ${JSON.stringify(OPTIONS)});
      if (!(await threads.argon2Verify(stored, "${PASSWORD}"))) process.exit(3);
    `;
    const child = spawnNode(["--input-type=module", "-e", code], { cwd: temporaryFolder(), env: {} });
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
