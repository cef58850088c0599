import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import type { Finding } from "../../src/doctor/index.js";
import { builtCli, type Outcome } from "../support/cli/builtCli.js";
import { nginx, SITE } from "../support/deploy/proxyPrograms.js";
import { startProxy } from "../support/deploy/startProxy.js";
import { portOf, startGoodServer, validity } from "../support/doctor/deployment.js";
import { anAccount, PASSWORD } from "../support/http/accounts.js";
import type { TestServer } from "../support/http/testServer.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();
const nginxTest = findOnPath("nginx") === null ? test.skip : test;

interface Report {
  readonly url: string;
  readonly requests: number;
  readonly summary: Record<string, number>;
  readonly findings: readonly Finding[];
}

let server: TestServer;
beforeAll(async () => {
  server = await startGoodServer();
});
afterAll(() => server.close());

const reportIn = ({ stdout }: Outcome) => JSON.parse(stdout) as Report;

describe("latchkey doctor behind nginx", () => {
  /** Runs the doctor in an empty folder, without access to the server. */
  async function runDoctor(args: readonly string[], edit = (file: string) => file): Promise<Outcome> {
    const front = await startProxy(nginx, portOf(server), { validity: validity(-10, 80), edit });
    const cwd = temporaryFolder();
    const env = { NODE_EXTRA_CA_CERTS: front.certificate.certFile };
    const { username } = await anAccount(server);
    const at = ["--connect", `127.0.0.1:${front.httpsPort}`, "--connect-plain", `127.0.0.1:${front.httpPort}`];
    const who = ["--account", username, "--password-stdin"];
    const outcome = await cli().run(["doctor", `https://${SITE}`, ...at, ...who, ...args], {
      cwd,
      env,
      stdin: `${PASSWORD}\n`,
    });
    await front.stop();
    expect(readdirSync(cwd)).toEqual([]);
    expect(outcome.stdout).not.toContain(PASSWORD);
    return outcome;
  }

  nginxTest("a good deployment exits with 0 and an empty stderr", async () => {
    const outcome = await runDoctor(["--json"]);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const { url, summary, requests, findings } = reportIn(outcome);
    expect(url).toBe(`https://${SITE}/`);
    expect(summary).toEqual({ ok: findings.length - 1, info: 1, low: 0, medium: 0, high: 0 });
    expect(findings.find(({ severity }) => severity === "info")?.code).toBe("settings.unchecked");
    expect(requests).toBeLessThan(120);
  });

  nginxTest(
    "a bad deployment exits with 1, and prints the worst findings first and the counts at the end",
    async () => {
      const outcome = await runDoctor(["--no-load"], (file) =>
        file.replace("proxy_connect_timeout", "proxy_cookie_flags ~ nosecure;\nproxy_connect_timeout"),
      );
      expect(outcome).toMatchObject({ code: 1, stderr: "latchkey: Findings of medium or high severity: 1.\n" });
      expect(outcome.stdout).toMatch(
        /^HIGH\n {2}cookies\.insecure: .*\n {4}evidence: .*=…; .*\n {4}reference: .*\n {4}fix: .*\n\nINFO\n/,
      );
      expect(outcome.stdout).toMatch(
        /\n\nhttps:\/\/auth\.example\.com\/: 1 high, 0 medium, 0 low, 2 info, \d+ ok\. \d+ requests\.\n$/,
      );
    },
  );

  nginxTest("low findings alone exit with 0", async () => {
    expect(
      await runDoctor(["--no-load"], (file) =>
        file.replace("proxy_connect_timeout", "proxy_cookie_flags ~ samesite=none;\nproxy_connect_timeout"),
      ),
    ).toMatchObject({ code: 0 });
  });
});

describe("latchkey doctor and the settings of its folder", () => {
  const at = () => ["--connect", `127.0.0.1:${portOf(server)}`, "--no-load", "--json"];

  test("wrong settings are a finding", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, ".env"), "LOG_LEVEL=loud\n", { mode: 0o600 });
    const outcome = await cli().run(["doctor", "http://localhost", ...at()], { cwd });
    expect(outcome.code).toBe(1);
    const wrong = reportIn(outcome).findings.find(({ check }) => check === "settings");
    expect(wrong).toMatchObject({ code: "settings.wrong", severity: "high" });
    expect(wrong?.evidence).toMatch(/^LOG_LEVEL /);
  });

  test("wrong settings exit with 6 if the URL must come from them", async () => {
    const failure = await cli().failure(["doctor"], { cwd: temporaryFolder(), env: { LOG_LEVEL: "loud" } });
    expect(failure).toMatchObject({ exit: 6, code: "CONFIG_INVALID" });
  });

  test("uses PUBLIC_URL if no URL is given, and prints no secret", async () => {
    const cwd = temporaryFolder();
    const secrets = ["a first secret 0123456789 abcdefghijk", "a second secret 0123456789 abcdefghij"];
    const env = `ACCESS_TOKEN_SECRET="${secrets[0]}"\nREFRESH_TOKEN_SECRET="${secrets[1]}"\n`;
    writeFileSync(
      join(cwd, ".env"),
      `${env}PUBLIC_URL=http://localhost:4000\nDATABASE_URL=sqlite:${server.databaseFile}\n`,
    );
    const outcome = await cli().run(["doctor", ...at()], { cwd });
    const { url, findings } = reportIn(outcome);
    expect(url).toBe("http://localhost:4000/");
    expect(findings.filter(({ check }) => check === "public-url")).toMatchObject([{ severity: "ok" }]);
    expect(findings.find(({ code }) => code === "secrets.words")?.evidence).toBe(
      "ACCESS_TOKEN_SECRET; REFRESH_TOKEN_SECRET",
    );
    for (const secret of secrets) expect(outcome.stdout + outcome.stderr).not.toContain(secret);
    expect(readdirSync(cwd)).toEqual([".env"]);
  });

  test("--no-config does not read the settings", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, ".env"), "LOG_LEVEL=loud\n", { mode: 0o600 });
    const outcome = await cli().run(["doctor", "http://localhost", "--no-config", ...at()], { cwd });
    const settings = reportIn(outcome).findings.filter(({ check }) => check === "settings");
    expect(settings).toMatchObject([{ code: "settings.unchecked", evidence: "Skipped by --no-config." }]);
  });

  test("requires a URL without settings", async () => {
    expect(await cli().failure(["doctor"], { cwd: temporaryFolder() })).toMatchObject({ exit: 2, code: "USAGE" });
  });

  test.each([
    [["doctor", "auth.example.com"], "http or https"],
    [["doctor", "https://ada:secret@auth.example.com"], "http or https"],
    [["doctor", "https://auth.example.com", "--connect", "127.0.0.1"], "host and a port"],
    [["doctor", "https://auth.example.com", "--account", "ada"], "--password-stdin"],
  ])("%j exits with 2", async (args, reason) => {
    const failure = await cli().failure(args, { cwd: temporaryFolder() });
    expect(failure).toMatchObject({ exit: 2, message: expect.stringContaining(reason) });
  });
});
