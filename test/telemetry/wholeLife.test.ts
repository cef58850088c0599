import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer } from "../support/http/testServer.js";
import { readMail, tokenOf } from "../support/mail/readMail.js";
import { startSmtpServer } from "../support/mail/smtpServer.js";
import { spawnLatchkey } from "../support/process/latchkeyProcess.js";
import { liveALife } from "../support/security/life.js";
import { leaksIn } from "../support/telemetry/encodings.js";
import { recordSpans } from "../support/telemetry/recordedSpans.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const PATIENCE = { timeout: 30_000 };
const METRICS_TOKEN = "metrics-token-of-the-tests-0123456789";

describe("a whole life in one process, with a store that crashes", () => {
  test("leaves no password, token or key in the log, the metrics, the spans, the errors, or outside the fragment of a link", async () => {
    const spans = recordSpans();
    const server = await startTestServer({ metricsToken: METRICS_TOKEN }, { metrics: true });
    onTestFinished(() => server.close());
    const { secrets, refusals } = await liveALife(server);
    const mails = await server.mails();
    for (const { token } of mails) if (token !== "") secrets.add(token);
    const metrics = await fetch(`${server.origin}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
    secrets.add(METRICS_TOKEN);

    const places = {
      log: server.log.join(""),
      metrics: await metrics.text(),
      spans: JSON.stringify(spans),
      refusals: refusals.join("\n"),
      mails: JSON.stringify(mails.map(({ token: _, ...mail }) => mail)).replaceAll(/#token=[A-Za-z0-9_=-]+/g, "#"),
    };
    expect(secrets.size).toBeGreaterThan(40);
    for (const [place, text] of Object.entries(places)) {
      expect([place, text.length > 1000]).toEqual([place, true]);
      expect([place, leaksIn(text, secrets)]).toEqual([place, []]);
      expect([place, /lk_rt_|eyJ[A-Za-z0-9]|\$argon2|\$2b\$/.exec(text)?.[0]]).toEqual([place, undefined]);
    }
  });
});

describe("a real process with every secret set", () => {
  const PASSWORDS = ["the first secret: 100% mine", "the second secret/of mine", "a guess & nothing more"] as const;
  const SMTP_PASSWORD = "mail secret/with+signs";
  const SETTINGS = {
    ACCESS_TOKEN_SECRET: "an access secret of the tests 0123456789",
    REFRESH_TOKEN_SECRET: "a refresh secret of the tests 0123456789",
    METRICS_TOKEN,
    LOG_LEVEL: "trace",
  };

  test("writes none of them to its output or its files, while mail works, is refused and is gone", async () => {
    const [first, second, guess] = PASSWORDS;
    const secrets = new Set<string>([...PASSWORDS, SMTP_PASSWORD, METRICS_TOKEN]);
    for (const name of ["ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET"] as const) secrets.add(SETTINGS[name]);
    let answer: { code: number; text: string } | null = null;
    const account = { user: "latchkey", password: SMTP_PASSWORD };
    const smtp = await startSmtpServer({ account, answer: () => answer });
    const folder = temporaryFolder();
    const SMTP_URL = `smtp://latchkey:${encodeURIComponent(SMTP_PASSWORD)}@127.0.0.1:${smtp.port}`;
    const server = await startTalkative(folder, { ...SETTINGS, SMTP_URL });
    const { api, origin } = server;
    const paths: string[] = [];
    const client = new TestClient(api);
    const post = async (path: string, json?: unknown) => {
      paths.push(path);
      const response = await client.post(path, json);
      for (const name of ["accessToken", "refreshToken"] as const) {
        if (typeof response.body.data?.[name] === "string") secrets.add(response.body.data[name]);
      }
      for (const value of client.cookies.values()) secrets.add(value);
      return response;
    };
    const mailTo = async (path: string, json: unknown) => {
      const before = smtp.received.length;
      await post(path, json);
      await expect.poll(() => smtp.received.length, PATIENCE).toBe(before + 1);
      return readMail(smtp.received.at(-1)?.raw ?? "");
    };

    const registration = { ...aRegistration(), password: first };
    const { username, email } = registration;
    const verification = tokenOf(await mailTo("/auth/register", registration));
    secrets.add(verification);
    expect((await post("/auth/verify-email", { token: verification })).status).toBe(200);
    expect((await post("/auth/login", { username, password: guess })).status).toBe(401);
    expect((await post("/auth/login", { username, password: first })).status).toBe(200);
    const spent = client.cookies.get("refreshToken");
    expect((await post("/auth/refresh-token")).status).toBe(200);
    const { text } = await mailTo("/auth/refresh-token", { refreshToken: spent });
    expect(text).toContain("ended");
    const reset = tokenOf(await mailTo("/auth/forgot-password", { email }));
    secrets.add(reset);
    answer = { code: 451, text: "Come back later." };
    expect((await post("/auth/reset-password", { token: reset, newPassword: second })).status).toBe(200);
    expect((await post("/auth/reset-password", { token: reset, newPassword: second })).status).toBe(400);
    await smtp.stop();
    expect((await post("/auth/login", { email, password: second })).status).toBe(200);
    expect((await post("/auth/forgot-password", { email })).status).toBe(202);
    for (const bearer of [METRICS_TOKEN, `${METRICS_TOKEN}x`]) {
      await fetch(`${origin}/metrics?token=${bearer}`, { headers: { authorization: `Bearer ${bearer}` } });
    }
    await fetch(`${api}/auth/login?password=${encodeURIComponent(first)}`, { method: "POST", body: "{" });
    await fetch(`${api}/auth/${encodeURIComponent(second)}`);
    expect(await server.stop()).toBe(0);

    expect(secrets.size).toBeGreaterThan(14);
    expect(server.output()).toContain('"route":"/auth/reset-password"');
    expect(server.output()).toContain("A job failed.");
    expect(leaksIn(server.output(), secrets)).toEqual([]);
    expect(leaksIn(paths.join("\n"), secrets)).toEqual([]);
    const files = filesIn(folder);
    expect(files.map(({ name }) => name)).toContain("data/latchkey.db");
    for (const { name, text } of files) expect([name, leaksIn(text, secrets)]).toEqual([name, []]);
  });
});

/** A server whose whole output is kept. */
async function startTalkative(folder: string, env: Record<string, string>) {
  const port = String(await freePort());
  const child = await spawnLatchkey(folder, { PUBLIC_URL: "http://localhost:3000", ...env, PORT: port });
  let output = "";
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: unknown) => {
      output += String(chunk);
      if (output.includes("listens on")) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", () => reject(new Error(output)));
  });
  const origin = `http://127.0.0.1:${port}`;
  const stop = () => {
    child.kill("SIGTERM");
    return closed;
  };
  return { origin, api: `${origin}/api/v1`, stop, output: () => output };
}

function filesIn(folder: string): { name: string; text: string }[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => ({ name: file.slice(folder.length + 1), text: readFileSync(file, "latin1") }));
}
