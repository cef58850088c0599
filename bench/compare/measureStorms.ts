import { setTimeout as pause } from "node:timers/promises";
import { median, quantile, shuffled } from "../statistics.js";
import { SERVER } from "./contenders.js";
import { HttpConnection, postJson, requestText } from "./HttpConnection.js";
import { PASSWORD, signIn } from "./latchkeyClients.js";
import { probeDuring } from "./probe.js";
import type { Progress } from "./progress.js";
import type { StormResult } from "./results.js";
import { BOTH_CORES, type ServerRuntime, ServerUnderTest } from "./ServerUnderTest.js";

const SIZES = [64, 256, 1000];
const ACCOUNTS = 32;
const ROUNDS = 8;
const CALM_MS = 1500;

interface Storm {
  readonly perSecond: number;
  readonly refused: number;
}

interface Found {
  readonly hashes: Storm[];
  readonly signIns: Storm[];
  readonly calm: number[];
  readonly stormy: number[];
}

/** So many sign-ins at once, beside as many bare hashes, and how long a protected route takes meanwhile. */
export async function measureStorms(progress: Progress, runtime?: ServerRuntime): Promise<StormResult[]> {
  const argon2 = { program: "bench/servers/argon2.mjs", ready: "/", cores: BOTH_CORES };
  const hashing = await ServerUnderTest.start(argon2, runtime);
  const latchkey = await ServerUnderTest.start({ ...SERVER, cores: BOTH_CORES }, runtime);
  const names = Array.from({ length: ACCOUNTS }, (_, index) => `ada-${index}`);
  const [tokens] = await Promise.all(names.map((name) => signIn(latchkey.port, name)));
  const profile = requestText("GET", "/api/v1/users/profile", { Authorization: `Bearer ${tokens?.accessToken}` });
  const signInAs = (index: number) =>
    postJson("/api/v1/auth/login", { username: names[index % ACCOUNTS], password: PASSWORD });
  const hash = () => postJson("/", { password: PASSWORD });

  progress.begin("Storms of sign-ins", SIZES.length * (ROUNDS + 1));
  const results: StormResult[] = [];
  for (const size of SIZES) {
    await storm(hashing.port, size, hash);
    await storm(latchkey.port, size, signInAs);
    progress.step();
    const found: Found = { hashes: [], signIns: [], calm: [], stormy: [] };
    const turns = [
      async () => found.hashes.push(await storm(hashing.port, size, hash)),
      async () => found.calm.push(...(await probeDuring(latchkey.port, profile, pause(CALM_MS)))),
      async () => {
        const storming = storm(latchkey.port, size, signInAs);
        found.stormy.push(...(await probeDuring(latchkey.port, profile, storming)));
        found.signIns.push(await storming);
      },
    ];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const turn of shuffled(turns)) await turn();
      progress.step();
    }
    results.push(summarise(size, found));
  }
  progress.end();
  await Promise.all([hashing.stop(), latchkey.stop()]);
  return results;
}

/** All of them at once; every answer but a success counts as refused, and must be an honest 503. */
async function storm(port: number, size: number, request: (index: number) => Buffer): Promise<Storm> {
  const connections = await Promise.all(Array.from({ length: size }, () => HttpConnection.open(port)));
  const start = performance.now();
  const statuses = await Promise.all(
    connections.map(async (connection, index) => (await connection.send(request(index))).status),
  );
  const seconds = (performance.now() - start) / 1000;
  for (const connection of connections) connection.close();
  const strange = statuses.find((status) => status !== 200 && status !== 503);
  if (strange !== undefined) throw new Error(`A sign-in of a storm was answered ${strange}.`);
  const accepted = statuses.filter((status) => status === 200).length;
  return { perSecond: accepted / seconds, refused: size - accepted };
}

function summarise(size: number, { hashes, signIns, calm, stormy }: Found): StormResult {
  const perSecond = (storms: readonly Storm[]) => median(storms.map((one) => one.perSecond));
  return {
    size,
    hashesPerSecond: perSecond(hashes),
    signInsPerSecond: perSecond(signIns),
    refused: median(signIns.map(({ refused }) => refused)),
    calm: { p50: median(calm), p99: quantile(calm, 0.99) },
    stormy: { p50: median(stormy), p95: quantile(stormy, 0.95), p99: quantile(stormy, 0.99) },
  };
}
