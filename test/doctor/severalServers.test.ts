import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { freePort } from "../../scripts/mongo/freePort.js";
import type { LatchkeyOptions } from "../../src/config/index.js";
import {
  goodOptions,
  goodParts,
  issuesIn,
  portOf,
  runChecksBehindProxy,
  startGoodServer,
} from "../support/doctor/deployment.js";
import { anAccount, PASSWORD } from "../support/http/accounts.js";
import type { TestServer } from "../support/http/testServer.js";

const nginxTest = findOnPath("nginx") === null ? test.skip : test;

/** The same secrets for both. */
const OPTIONS = goodOptions();

let first: TestServer;
let second: TestServer | undefined;
beforeEach(async () => {
  first = await startGoodServer(OPTIONS);
  second = undefined;
});
afterEach(async () => {
  await second?.close();
  await first.close();
});

/** Starts another server on the same database, with different `options`. */
async function startSecond(options: LatchkeyOptions = {}, parts = {}): Promise<number> {
  second = await startGoodServer({ ...OPTIONS, ...options }, { databaseFile: first.databaseFile, ...parts });
  return portOf(second);
}

/** The issues when nginx alternates between the first server and the one at `port`. */
async function issuesWith(
  port: number,
  { change = (file: string) => file, login }: { change?: (file: string) => string; login?: string } = {},
): Promise<Record<string, string>> {
  const edit = (file: string) => change(file.replace("keepalive 64;", `server 127.0.0.1:${port};\n  keepalive 64;`));
  const options = login === undefined ? {} : { credentials: { login, password: PASSWORD } };
  const findings = await runChecksBehindProxy(first, { proxy: { edit }, options });
  const { "rate-limit.unchecked": _, ...issues } = issuesIn(findings);
  return issues;
}

describe("two servers behind one name", () => {
  nginxTest("report nothing if they agree", async () => {
    expect(await issuesWith(await startSecond())).toEqual({});
  });

  nginxTest("with separate databases do not know each other's sessions", async () => {
    second = await startGoodServer(OPTIONS);
    // Whichever of them is asked to sign in knows the account.
    const account = await anAccount(first);
    await anAccount(second, account);
    expect(await issuesWith(portOf(second), { login: account.username })).toMatchObject({
      "servers.strangers": "high",
    });
  });

  nginxTest("with different secrets do not know each other's sessions", async () => {
    const { accessTokenSecret, refreshTokenSecret } = goodOptions();
    const issues = await issuesWith(await startSecond({ accessTokenSecret, refreshTokenSecret }));
    expect(issues).toMatchObject({ "servers.strangers": "high" });
  });

  nginxTest("with different keys", async () => {
    const issues = await issuesWith(await startSecond({ accessTokenAlgorithm: "ES256" }));
    expect(issues).toMatchObject({ "servers.keys": "high" });
  });

  nginxTest("with different versions", async () => {
    const { apiDocs } = goodParts();
    const json = apiDocs.json.replace(/"version":\s*"[^"]+"/, '"version": "0.0.1"');
    const issues = await issuesWith(await startSecond({}, { apiDocs: { ...apiDocs, json } }));
    expect(issues).toMatchObject({ "servers.version": "low" });
  });

  nginxTest("with different password policies", async () => {
    expect(await issuesWith(await startSecond({ passwordMinLength: 20 }))).toEqual({ "servers.policy": "low" });
  });

  nginxTest("of which one is down", async () => {
    // nginx leaves out a server that has failed once, but not for long.
    const change = (file: string) => file.replace(/(server 127\.0\.0\.1:\d+);/g, "$1 max_fails=0;");
    expect(await issuesWith(await freePort(), { change })).toMatchObject({ "servers.failing": "medium" });
  });
});
