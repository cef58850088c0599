import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { freePort } from "../../scripts/mongo/freePort.js";
import type { LatchkeyOptions } from "../../src/config/index.js";
import { checks, type Finding, runChecks } from "../../src/doctor/index.js";
import { listen } from "../../src/serve/httpServer.js";
import {
  goodOptions,
  goodParts,
  issuesIn,
  knownSettings,
  type Plant,
  portOf,
  runChecksBehindProxy,
  startGoodServer,
  URL_OF_SITE,
  VERSION,
} from "../support/doctor/deployment.js";
import { RunningClock } from "../support/doctor/RunningClock.js";
import { anAccount, PASSWORD } from "../support/http/accounts.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";

const nginxTest = findOnPath("nginx") === null ? test.skip : test;
const MINUTE = 60_000;
const UNCHECKED = { "rate-limit.unchecked": "info" };

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Parts = NonNullable<Parameters<typeof startGoodServer>[1]>;

async function issuesOf(options: LatchkeyOptions, parts: Parts, plant: Plant): Promise<Record<string, string>> {
  server = await startGoodServer(options, parts);
  return issuesIn(await runChecksBehindProxy(server, plant));
}

/** A common mistake: the address that the client sent comes first. */
const APPENDING = {
  edit: (file: string) => file.replace("X-Forwarded-For $remote_addr;", "X-Forwarded-For $proxy_add_x_forwarded_for;"),
};
const { metricsToken } = goodOptions();
/** A proxy that sends the token with every request. */
const OPEN_METRICS = {
  edit: (file: string) =>
    file.replace(
      /location ~\* \^\/metrics.*\n.*return 404;/,
      `location /metrics { proxy_pass http://latchkey; proxy_set_header Authorization "Bearer ${metricsToken}";`,
    ),
};
/** A proxy that passes the path on, without a header that shows that there is a proxy. */
const FORWARDING_METRICS = {
  edit: (file: string) =>
    file.replace(/location ~\* \^\/metrics.*\n.*return 404;/, "location /metrics { proxy_pass http://latchkey;"),
};

describe("the doctor finds a mistake of the server from outside", () => {
  nginxTest("one trusted proxy too many, with an account and the database", async () => {
    const issues = await issuesOf({ trustProxy: 2 }, {}, { proxy: APPENDING });
    expect(issues).toEqual({ ...UNCHECKED, "client-address.forged": "high" });
  });

  nginxTest("one trusted proxy too many, with an account only", async () => {
    const outside = { settings: { kind: "absent" as const, reason: "none" } };
    const issues = await issuesOf({ trustProxy: 2 }, {}, { proxy: APPENDING, options: outside });
    expect(issues).toEqual({ ...UNCHECKED, "client-address.forged": "high", "settings.unchecked": "info" });
  });

  nginxTest("one trusted proxy too many, with the database only", async () => {
    const issues = await issuesOf({ trustProxy: 2 }, {}, { proxy: APPENDING, options: { credentials: null } });
    expect(issues).toEqual({ ...UNCHECKED, "client-address.forged": "high", "cookies.unchecked": "info" });
  });

  nginxTest("appending X-Forwarded-For is harmless if exactly the proxy is trusted", async () => {
    expect(await issuesOf({ trustProxy: 1 }, {}, { proxy: APPENDING })).toEqual(UNCHECKED);
  });

  nginxTest("does not judge the client address without an account and a database", async () => {
    const outside = { credentials: null, settings: { kind: "absent" as const, reason: "none" } };
    const issues = await issuesOf({}, {}, { options: outside });
    const infos = { "cookies.unchecked": "info", "client-address.unchecked": "info", "settings.unchecked": "info" };
    expect(issues).toEqual({ ...UNCHECKED, ...infos });
  });

  nginxTest("a limit that is too high", async () => {
    const rateLimits = { "login.account": "1000/15m" } as const;
    const issues = await issuesOf({ rateLimits }, {}, { options: { load: true } });
    expect(issues).toEqual({ "rate-limit.off": "high", "limits.lax": "medium" });
  });

  nginxTest("public metrics, for which the proxy sends the token", async () => {
    const found = { ...UNCHECKED, "metrics.open": "medium" };
    expect(await issuesOf({ metricsToken }, {}, { proxy: OPEN_METRICS })).toEqual(found);
  });

  nginxTest("metrics without a token are not public, though the proxy connects from this machine", async () => {
    const { metricsToken: _, ...options } = goodOptions();
    server = await startTestServer(options, goodParts());
    expect(issuesIn(await runChecksBehindProxy(server, { proxy: FORWARDING_METRICS }))).toEqual(UNCHECKED);
  });

  nginxTest("a server that is stopping", async () => {
    expect(await issuesOf({}, { isStopping: () => true }, {})).toEqual({ ...UNCHECKED, "health.not-ready": "high" });
  });

  nginxTest.each([
    [10 * MINUTE, "clock.wrong", "medium"],
    [-10 * MINUTE, "clock.wrong", "medium"],
    [20_000, "clock.drifting", "low"],
  ])("a clock that is %d ms ahead", async (ahead, code, severity) => {
    expect(await issuesOf({}, { clock: new RunningClock(ahead) }, {})).toEqual({ ...UNCHECKED, [code]: severity });
  });

  nginxTest("a different version", async () => {
    const issues = await issuesOf({}, {}, { options: { version: "9.9.9" } });
    expect(issues).toEqual({ ...UNCHECKED, "version.other": "low" });
  });

  nginxTest("a different PUBLIC_URL", async () => {
    expect(await issuesOf({ publicUrl: "https://www.example.com" }, {}, {})).toEqual({
      ...UNCHECKED,
      "csrf.own-refused": "high",
      "public-url.other": "high",
      "cookies.unchecked": "info",
    });
  });

  nginxTest("the PUBLIC_URL of a laptop", async () => {
    const options = { publicUrl: "http://localhost:3000", corsOrigin: URL_OF_SITE.origin, rateLimit: "on" as const };
    expect(await issuesOf(options, {}, {})).toEqual({
      ...UNCHECKED,
      "public-url.other": "high",
      "cookies.insecure": "high",
      "cookies.unprefixed": "medium",
    });
  });
});

async function runChecksOverHttp(url: URL, port: number): Promise<readonly Finding[]> {
  const endpoint = { host: "127.0.0.1", port };
  const settings = { kind: "absent" as const, reason: "none" };
  const credentials = { login: "ada", password: "not to be sent" };
  return (await runChecks({ url, settings, version: VERSION, load: false, credentials, endpoint })).findings;
}

test("finds a site without TLS, and sends it no password", async () => {
  server = await startGoodServer();
  const findings = await runChecksOverHttp(new URL("http://auth.example.com"), portOf(server));
  expect(issuesIn(findings)).toMatchObject({ "plain-http.only": "high", "cookies.unchecked": "info" });
  expect(findings.find(({ code }) => code === "cookies.unchecked")?.evidence).toContain("not sent without TLS");
  expect(server.log.join("")).not.toContain("not to be sent");
  expect(server.log.filter((line) => line.includes("/login")).length).toBeLessThan(5);
});

test("finds an app's own server that drops headers", async () => {
  server = await startGoodServer({}, {});
  const own = createServer(server.app);
  await listen(own, { host: "127.0.0.1", port: 0 });
  try {
    const { port } = own.address() as AddressInfo;
    const site = new URL("http://auth.example.com");
    expect(issuesIn(await runChecksOverHttp(site, port))).toMatchObject({ "many-headers.dropped": "medium" });
    expect(issuesIn(await runChecksOverHttp(site, portOf(server)))).not.toHaveProperty(["many-headers.dropped"]);
  } finally {
    own.close();
  }
});

test("accepts a server on this machine without TLS", async () => {
  const { metricsToken: _, ...tokenless } = goodOptions();
  server = await startTestServer({ ...tokenless, publicUrl: "http://localhost:3000", trustProxy: false }, goodParts());
  const { username } = await anAccount(server);
  const { findings } = await runChecks({
    url: new URL("http://localhost:3000"),
    settings: await knownSettings(server, { smtpUrl: null }),
    version: VERSION,
    load: false,
    credentials: { login: username, password: PASSWORD },
    endpoint: { host: "127.0.0.1", port: portOf(server) },
  });
  expect(Object.keys(issuesIn(findings)).sort()).toEqual(["limits.unchecked", "rate-limit.unchecked"]);
});

test("sends nothing else to a site that does not answer, and checks the settings nevertheless", async () => {
  server = await startGoodServer();
  const endpoint = { host: "127.0.0.1", port: await freePort() };
  const { findings, requests } = await runChecks({
    url: URL_OF_SITE,
    settings: await knownSettings(server, { pages: "off" }),
    version: VERSION,
    load: true,
    credentials: null,
    endpoint,
  });
  expect(issuesIn(findings)).toEqual({ "reachable.silent": "high" });
  expect(requests).toBe(1);
});

test("finds the proxy's address in place of the client's", async () => {
  const check = checks.find(({ id }) => id === "client-address");
  const session = { ip: "172.18.0.2", createdAt: 0 };
  const addresses = { local: "192.168.1.7", remote: "198.51.100.7" };
  const signIn = async () => ({
    failure: null,
    statuses: [200],
    cookies: [],
    hasTokensInBody: false,
    between: [0, 0] as const,
    session,
    addresses,
  });
  const settings = { kind: "absent" as const, reason: "none" };
  const context = { signIn, settings } as unknown as Parameters<typeof runCheck>[0];
  expect(issuesIn(await runCheck(context))).toEqual({ "client-address.proxy": "medium" });
  session.ip = "192.168.1.7";
  expect(issuesIn(await runCheck(context))).toEqual({});

  async function runCheck(one: Parameters<NonNullable<typeof check>["run"]>[0]): Promise<Finding[]> {
    return (await check?.run(one)) ?? [];
  }
});
