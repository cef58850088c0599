// What the limits add to a sign-in. bench/README.md says how to read the tables.
import { Agent } from "node:http";
import { startMeteredServer } from "./meteredServer.js";
import type { StoreUse } from "./meteredStore.js";
import { startServer } from "./serverProcess.js";
import { type Account, register, signIn } from "./signIns.js";
import { median, quantile, shuffled } from "./statistics.js";
import { ms, table, times } from "./table.js";

const ROUNDS = 25;
/** Of one client; each of sixteen makes a quarter of it. */
const SIGN_INS_IN_TURN = 20;
const CLIENTS = [1, 16];

/** Room for all sign-ins of the benchmark, which come from one address. They are counted all the same. */
const LIMITS = { "login.ip": "1000000/7d", "login.global": "1000000/7d" } as const;
const LIMITS_TEXT = Object.entries(LIMITS)
  .map(([name, numbers]) => `${name}=${numbers}`)
  .join(",");

type RateLimit = "off" | "on";

interface Side {
  readonly name: string;
  readonly api: string;
  readonly accounts: readonly Account[];
  readonly knownBrowser: boolean;
}

/** The three ways to sign in that are compared. */
async function sidesOf(apis: Readonly<Record<RateLimit, string>>): Promise<Side[]> {
  const accountsAt = async (api: string) => {
    const accounts: Account[] = [];
    for (let client = 0; client < Math.max(...CLIENTS); client += 1)
      accounts.push(await register(api, `ada-${client}`));
    return accounts;
  };
  const [off, on] = [await accountsAt(apis.off), await accountsAt(apis.on)];
  return [
    { name: "RATE_LIMIT=off", api: apis.off, accounts: off, knownBrowser: false },
    { name: "on", api: apis.on, accounts: on, knownBrowser: false },
    { name: "on, from a known browser", api: apis.on, accounts: on, knownBrowser: true },
  ];
}

/** As many clients as told, each with an account of its own, sign in again and again; the milliseconds of each sign-in. */
async function signInsBy({ api, accounts, knownBrowser }: Side, clients: number): Promise<number[]> {
  // Of its own: the server closes connections that idle while the other sides have their turn.
  const agent = new Agent({ keepAlive: true });
  const signInAgain = async (account: Account) => {
    const all: number[] = [];
    for (let count = 0; count < SIGN_INS_IN_TURN / Math.sqrt(clients); count += 1) {
      all.push((await signIn(api, account, { knownBrowser, agent })).time);
    }
    return all;
  };
  const found = await Promise.all(accounts.slice(0, clients).map(signInAgain));
  agent.destroy();
  return found.flat();
}

/** Every side in turn, in another order each round: what the machine does meanwhile happens to all of them. */
async function inTurn<T>(
  sides: readonly Side[],
  work: (side: Side) => Promise<readonly T[]>,
): Promise<Map<string, T[]>> {
  const results = new Map<string, T[]>(sides.map(({ name }) => [name, []]));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const side of shuffled(sides)) {
      const found = await work(side);
      // The first round warms up.
      if (round >= 0) results.get(side.name)?.push(...found);
    }
  }
  return results;
}

/** A line a side: how long its sign-ins took, and how many times the first side's median that is. */
function comparison(results: Map<string, number[]>): string[][] {
  const [reference = []] = results.values();
  return [...results].map(([name, found]) => [
    name,
    String(found.length),
    ms(median(found)),
    ms(quantile(found, 0.99)),
    times(median(found) / median(reference)),
  ]);
}

/** Whole sign-ins, at a server in another process. */
async function benchSignIns(): Promise<void> {
  const servers = {
    off: await startServer({ RATE_LIMIT: "off" }),
    on: await startServer({ RATE_LIMIT: "on", RATE_LIMITS: LIMITS_TEXT }),
  };
  const sides = await sidesOf({ off: servers.off.api, on: servers.on.api });
  for (const clients of CLIENTS) {
    const results = await inTurn(sides, (side) => signInsBy(side, clients));
    const head = [`a sign-in, ${clients} at once`, "count", "median", "p99", "median, off = 1"];
    process.stdout.write(`${table([head, ...comparison(results)])}\n`);
  }
  await Promise.all([servers.off.stop(), servers.on.stop()]);
}

/** The sign-in without its hash: what it asks of the store before it answers, and how long it waits for that. */
async function benchStoreUse(): Promise<void> {
  const servers = {
    off: await startMeteredServer({ rateLimit: "off" }),
    on: await startMeteredServer({ rateLimit: "on", rateLimits: LIMITS }),
  };
  const takeUses = () => [...servers.off.takeUses(), ...servers.on.takeUses()];
  const sides = await sidesOf({ off: servers.off.api, on: servers.on.api });
  takeUses();
  for (const clients of CLIENTS) {
    const uses = await inTurn(sides, async (side) => {
      await signInsBy(side, clients);
      return takeUses();
    });
    const waits = new Map([...uses].map(([name, found]) => [name, found.map(({ waited }) => waited)]));
    const head = [`its store, ${clients} at once`, "count", "median", "p99", "median, off = 1", "reads", "writes"];
    const rows = comparison(waits).map((row) => [...row, ...callsOf(uses.get(row[0] ?? "") ?? [])]);
    process.stdout.write(`${table([head, ...rows])}\n`);
  }
  await Promise.all([servers.off.stop(), servers.on.stop()]);
}

function callsOf(uses: readonly StoreUse[]): string[] {
  return [median(uses.map(({ reads }) => reads)), median(uses.map(({ writes }) => writes))].map(String);
}

await benchSignIns();
await benchStoreUse();
