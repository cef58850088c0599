import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { loadConfig } from "../../src/config/index.js";
import { builtCli } from "../support/cli/builtCli.js";
import { startLatchkey } from "../support/process/latchkeyProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();
const AWAY = ["init", "--public-url", "https://auth.example.com"];

describe("latchkey init", () => {
  test("writes a file with new secrets that only its owner can read, and prints none of them", async () => {
    const cwds = [temporaryFolder(), temporaryFolder()];
    const outcomes = await Promise.all(cwds.map((cwd) => cli().run([...AWAY, "--json"], { cwd })));
    const configs = cwds.map((cwd) => loadConfig({ env: {}, cwd }));
    const secrets = configs.flatMap((config) => [...config.accessTokenSecrets, ...config.refreshTokenSecrets]);
    expect(new Set(secrets).size).toBe(4);
    for (const [nth, cwd] of cwds.entries()) {
      expect(readdirSync(cwd)).toEqual([".env"]);
      expect(statSync(join(cwd, ".env")).mode & 0o777).toBe(0o600);
      const { code, stdout, stderr } = outcomes[nth] ?? { code: null, stdout: "", stderr: "" };
      expect([code, stderr]).toEqual([0, ""]);
      expect(secrets.some((secret) => stdout.includes(secret))).toBe(false);
      expect(JSON.parse(stdout)).toMatchObject({
        file: expect.stringMatching(/\.env$/),
        hints: [/SMTP_URL/].map((hint) => expect.stringMatching(hint)),
      });
    }
  });

  test("a server starts with the file", async () => {
    const cwd = temporaryFolder();
    const port = String(await freePort());
    const args = ["init", "--public-url", `http://localhost:${port}`, "--port", port, "--yes"];
    expect(await cli().run(args, { cwd })).toMatchObject({ code: 0 });
    const server = await startLatchkey(cwd, { PORT: port, PUBLIC_URL: `http://localhost:${port}` });
    expect((await fetch(`${server.origin}/health/ready`)).status).toBe(200);
    expect(readdirSync(join(cwd, "data"))).not.toContain("secrets.json");
    expect(await server.stop()).toBe(0);
  });

  test("reads any setting from stdin, and writes every character of it", async () => {
    const cwd = temporaryFolder();
    const stdin = "SMTP_URL=smtps://u:p%40w@mail.example.com:465\nBRAND_NAME=\"My #1 'shop'\"\nBRAND_COLOR='#0a7f5a'\n";
    expect(await cli().run([...AWAY, "--stdin"], { cwd, stdin })).toMatchObject({ code: 0, stderr: "" });
    expect(loadConfig({ env: {}, cwd })).toMatchObject({
      smtpUrl: "smtps://u:p%40w@mail.example.com:465",
      brandName: "My #1 'shop'",
      brandColor: "#0a7f5a",
      publicUrl: "https://auth.example.com",
    });
  });

  test("refuses a password among its options, and does not repeat it", async () => {
    const cwd = temporaryFolder();
    for (const args of [
      ["--smtp", "smtps://ada:geheim@mail.example.com"],
      ["--database", "mongodb+srv://ada:geheim@db.example.com/latchkey"],
      ["--database", "postgres://ada:geheim@db.example.com/latchkey"],
      ["--database", "postgres://ada@db.example.com/latchkey?password=geheim"],
    ]) {
      const failure = await cli().failure([...AWAY, ...args], { cwd });
      expect(failure).toMatchObject({ exit: 2, code: "USAGE" });
      expect(failure.message).not.toContain("geheim");
    }
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("overwrites a file only with --force, and leaves no copy of it", async () => {
    const cwd = temporaryFolder();
    const file = join(cwd, ".env");
    writeFileSync(file, "PORT=8080\n", { mode: 0o644 });
    expect(await cli().failure(AWAY, { cwd })).toMatchObject({ exit: 5, code: "FILE_EXISTS" });
    expect(readFileSync(file, "utf8")).toBe("PORT=8080\n");
    await cli().json([...AWAY, "--force"], { cwd });
    expect(loadConfig({ env: {}, cwd }).port).toBe(3000);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(cwd)).toEqual([".env"]);
  });

  test.each([
    [["--public-url", "http://auth.example.com"], 6, "PUBLIC_URL must be https"],
    [["--port", "banana"], 6, "PORT"],
    [["--trust-proxy", "true", "--public-url", "https://auth.example.com"], 6, "TRUST_PROXY cannot be true"],
  ])("what no server would start with is refused before anything is written: %j", async (args, exit, message) => {
    const cwd = temporaryFolder();
    const failure = await cli().failure(["init", ...args], { cwd });
    expect(failure.exit).toBe(exit);
    expect(failure.message).toContain(message);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("suggests .gitignore entries in a repository that has none", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, ".git"), "");
    const hints = async () => (await cli().json<{ hints: string[] }>(["init", "--force"], { cwd })).hints.join();
    expect(await hints()).toContain(".gitignore");
    writeFileSync(join(cwd, ".gitignore"), ".env\ndata/\n");
    expect(await hints()).toBe("");
  });
});
