import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { freePort } from "../../scripts/mongo/freePort.js";
import type { LatchkeyOptions } from "../../src/config/index.js";
import {
  examineBehindProxy,
  faultsIn,
  goodOptions,
  goodParts,
  portOf,
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

/** Two servers on one database, whose settings differ in `options`. */
async function startSecond(options: LatchkeyOptions = {}, parts = {}): Promise<number> {
  second = await startGoodServer({ ...OPTIONS, ...options }, { databaseFile: first.databaseFile, ...parts });
  return portOf(second);
}

/** What is found when nginx goes round between the first server and whatever is at `port`. */
async function faultsWith(
  port: number,
  { change = (file: string) => file, login }: { change?: (file: string) => string; login?: string } = {},
): Promise<Record<string, string>> {
  const edit = (file: string) => change(file.replace("keepalive 64;", `server 127.0.0.1:${port};\n  keepalive 64;`));
  const examination = login === undefined ? {} : { credentials: { login, password: PASSWORD } };
  const findings = await examineBehindProxy(first, { proxy: { edit }, examination });
  const { "rate-limit.unchecked": _, ...faults } = faultsIn(findings);
  return faults;
}

describe("two servers behind one name", () => {
  nginxTest("that are the same are as one", async () => {
    expect(await faultsWith(await startSecond())).toEqual({});
  });

  nginxTest("with a database each do not know the other's sessions", async () => {
    second = await startGoodServer(OPTIONS);
    // Whichever of them is asked to sign in knows the account.
    const account = await anAccount(first);
    await anAccount(second, account);
    expect(await faultsWith(portOf(second), { login: account.username })).toMatchObject({
      "servers.strangers": "high",
    });
  });

  nginxTest("with other secrets neither, on one database", async () => {
    const { accessTokenSecret, refreshTokenSecret } = goodOptions();
    const faults = await faultsWith(await startSecond({ accessTokenSecret, refreshTokenSecret }));
    expect(faults).toMatchObject({ "servers.strangers": "high" });
  });

  nginxTest("of which one has keys that the other does not know", async () => {
    const faults = await faultsWith(await startSecond({ accessTokenAlgorithm: "ES256" }));
    expect(faults).toMatchObject({ "servers.keys": "high" });
  });

  nginxTest("of which one is of another version", async () => {
    const { apiDocs } = goodParts();
    const json = apiDocs.json.replace(/"version":\s*"[^"]+"/, '"version": "0.0.1"');
    const faults = await faultsWith(await startSecond({}, { apiDocs: { ...apiDocs, json } }));
    expect(faults).toMatchObject({ "servers.version": "low" });
  });

  nginxTest("of which one has another rule for passwords", async () => {
    expect(await faultsWith(await startSecond({ passwordMinLength: 20 }))).toEqual({ "servers.policy": "low" });
  });

  nginxTest("of which one has a header that the other lacks", async () => {
    const port = await startSecond();
    const header = "Cross-Origin-Resource-Policy";
    const change = (file: string) =>
      `map $upstream_addr $theirs { "~:${port}$" "same-site"; }\n${file}`.replace(
        "proxy_connect_timeout",
        `proxy_hide_header ${header}; add_header ${header} $theirs always;\nproxy_connect_timeout`,
      );
    const faults = await faultsWith(port, { change });
    expect(faults).toMatchObject({ "servers.headers": "low" });
  });

  nginxTest("of which one is down", async () => {
    // nginx leaves out a server that has failed once, but not for long.
    const change = (file: string) => file.replace(/(server 127\.0\.0\.1:\d+);/g, "$1 max_fails=0;");
    expect(await faultsWith(await freePort(), { change })).toMatchObject({ "servers.failing": "medium" });
  });
});
