import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { builtCli } from "../support/cli/builtCli.js";
import { startWorkers, type Workers } from "../support/cli/workers.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { parseSamples } from "../support/telemetry/readMetrics.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

const TOKEN = "metrics-token-of-the-tests-0123456789";
const PASSWORD = "wrong horse battery";
const FAILED_SIGN_INS = 'latchkey_logins_total{outcome="invalid_credentials"}';
const ANSWERING = 'latchkey_workers{state="answering"}';
const SILENT = 'latchkey_workers{state="silent"}';

async function twoWorkers(): Promise<Workers> {
  const env = { METRICS_TOKEN: TOKEN, RATE_LIMIT: "off" };
  const workers = await startWorkers(cli(), { cwd: temporaryFolder(), env });
  await workers.until(() => workers.pids.length === 2);
  return workers;
}

/** A sign-in that fails, on a connection of its own: they go to the workers in turn. */
async function failToSignIn({ origin }: Workers): Promise<void> {
  const body = JSON.stringify({ username: "somebody", password: PASSWORD });
  const headers = { "content-type": "application/json" };
  const { status } = await rawRequest(origin, { method: "POST", path: "/api/v1/auth/login", headers, body });
  expect(status).toBe(401);
}

async function scrapeText({ origin }: Workers): Promise<string> {
  const { status, text } = await rawRequest(origin, {
    path: "/metrics",
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(status).toBe(200);
  return text;
}

async function scrape(workers: Workers): Promise<Map<string, number>> {
  return parseSamples(await scrapeText(workers));
}

function workersThatSawSignIns({ log }: Workers): Set<number | undefined> {
  return new Set(log.filter(({ msg }) => msg === "Security event.").map(({ worker }) => worker));
}

test("a scrape shows the sums and the number of all workers, whichever worker answers it", async () => {
  const workers = await twoWorkers();
  for (let nr = 0; nr < 6; nr += 1) await failToSignIn(workers);
  expect(workersThatSawSignIns(workers).size).toBe(2);
  for (let nr = 0; nr < 4; nr += 1) {
    const samples = await scrape(workers);
    expect(samples.get(FAILED_SIGN_INS)).toBe(6);
    expect(samples.get("latchkey_hash_duration_seconds_count")).toBe(6);
    expect(samples.get('latchkey_hash_duration_seconds_bucket{le="+Inf"}')).toBe(6);
    expect(samples.get("latchkey_hashes_waiting")).toBe(0);
    expect(samples.get("process_resident_memory_bytes")).toBeGreaterThan(0);
    expect([samples.get(ANSWERING), samples.get(SILENT)]).toEqual([2, 0]);
  }
  const text = await scrapeText(workers);
  for (const secret of [TOKEN, PASSWORD, "somebody"]) expect(text).not.toContain(secret);
  expect((await rawRequest(workers.origin, { path: "/metrics" })).status).toBe(404);
  expect(await workers.stop()).toBe(0);
});

test("what a worker has counted stays counted when it is killed and replaced", async () => {
  const workers = await twoWorkers();
  for (let nr = 0; nr < 6; nr += 1) await failToSignIn(workers);
  expect((await scrape(workers)).get(FAILED_SIGN_INS)).toBe(6);
  for (let round = 1; round <= 2; round += 1) {
    const [victim = 0] = workers.pids;
    process.kill(victim, "SIGKILL");
    await workers.until(() => !workers.pids.includes(victim));
    const meanwhile = await scrape(workers);
    expect(meanwhile.get(FAILED_SIGN_INS)).toBe(6);
    await workers.until(() => workers.pids.length === 2);
    const samples = await scrape(workers);
    expect(samples.get(FAILED_SIGN_INS)).toBe(6);
    expect(samples.get("latchkey_hash_duration_seconds_count")).toBe(6);
    expect(samples.get("latchkey_workers_ended_total")).toBe(round);
    expect(samples.get(ANSWERING)).toBe(2);
  }
  for (let nr = 0; nr < 2; nr += 1) await failToSignIn(workers);
  expect((await scrape(workers)).get(FAILED_SIGN_INS)).toBe(8);
});

test("a worker that ends by itself reports its counts, although no scrape has asked for them", async () => {
  const workers = await twoWorkers();
  for (let nr = 0; nr < 6; nr += 1) await failToSignIn(workers);
  const [leaving = 0] = workers.pids;
  process.kill(leaving, "SIGTERM");
  await workers.until(() => !workers.pids.includes(leaving));
  expect((await scrape(workers)).get(FAILED_SIGN_INS)).toBe(6);
});

test("a worker that is stuck neither blocks the scrape nor takes away what it had counted; the log says so once", async () => {
  const workers = await twoWorkers();
  for (let nr = 0; nr < 6; nr += 1) await failToSignIn(workers);
  await scrape(workers);
  const [stuck = 0] = workers.pids;
  process.kill(stuck, "SIGSTOP");
  let isStuck = true;
  onTestFinished(() => {
    // The end of its primary would not reach it.
    if (isStuck) process.kill(stuck, "SIGKILL");
  });
  // The stuck worker is handed one connection at most.
  const samples = await Promise.any([scrape(workers), scrape(workers)]);
  for (const seen of [samples, await scrape(workers)]) {
    expect(seen.get(FAILED_SIGN_INS)).toBe(6);
    expect([seen.get(ANSWERING), seen.get(SILENT)]).toEqual([1, 1]);
  }
  const about = (text: string) => workers.log.filter(({ msg }) => msg.includes(text));
  expect(about("does not send its metrics")).toEqual([expect.objectContaining({ workerPid: stuck })]);

  process.kill(stuck, "SIGCONT");
  isStuck = false;
  await expect.poll(async () => (await scrape(workers)).get(ANSWERING)).toBe(2);
  await workers.until(() => about("sends its metrics again").length === 1);
  expect(await workers.stop()).toBe(0);
});

test("a primary that is stuck makes the scrape fail: figures of one worker would look like a fall", async () => {
  const workers = await twoWorkers();
  // A new connection would wait for the primary, which hands them out.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const ask = async (): Promise<number | undefined> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const [response] = (await once(get(`${workers.origin}/metrics`, { agent, headers }), "response")) as [
      IncomingMessage,
    ];
    await once(response.resume(), "end");
    return response.statusCode;
  };
  expect(await ask()).toBe(200);
  workers.primary.kill("SIGSTOP");
  expect(await ask()).toBe(503);
  workers.primary.kill("SIGCONT");
  expect(await ask()).toBe(200);
});
