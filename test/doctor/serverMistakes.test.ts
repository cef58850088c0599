import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { freePort } from "../../scripts/mongo/freePort.js";
import type { LatchkeyOptions } from "../../src/config/index.js";
import { checks, examine, type Finding } from "../../src/doctor/index.js";
import { listen } from "../../src/serve/httpServer.js";
import {
  examineBehindProxy,
  faultsIn,
  goodOptions,
  goodParts,
  knownSettings,
  type Plant,
  portOf,
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

async function faultsOf(options: LatchkeyOptions, parts: Parts, plant: Plant): Promise<Record<string, string>> {
  server = await startGoodServer(options, parts);
  return faultsIn(await examineBehindProxy(server, plant));
}

/** As many guides on the web have it: what the client claims comes first. */
const APPENDING = {
  edit: (file: string) => file.replace("X-Forwarded-For $remote_addr;", "X-Forwarded-For $proxy_add_x_forwarded_for;"),
};
const { metricsToken } = goodOptions();
/** A proxy that sends the token for everybody. */
const OPEN_METRICS = {
  edit: (file: string) =>
    file.replace(
      /location ~\* \^\/metrics.*\n.*return 404;/,
      `location /metrics { proxy_pass http://latchkey; proxy_set_header Authorization "Bearer ${metricsToken}";`,
    ),
};
/** It passes the path on, and adds no header that shows a proxy. */
const FORWARDING_METRICS = {
  edit: (file: string) =>
    file.replace(/location ~\* \^\/metrics.*\n.*return 404;/, "location /metrics { proxy_pass http://latchkey;"),
};

describe("a server that is set up wrong is found out from outside", () => {
  nginxTest("one proxy too many is believed, with an account and a database to look at", async () => {
    const faults = await faultsOf({ trustProxy: 2 }, {}, { proxy: APPENDING });
    expect(faults).toEqual({ ...UNCHECKED, "client-address.forged": "high" });
  });

  nginxTest("the same, by the session of an account alone", async () => {
    const outside = { settings: { kind: "absent" as const, reason: "none" } };
    const faults = await faultsOf({ trustProxy: 2 }, {}, { proxy: APPENDING, examination: outside });
    expect(faults).toEqual({ ...UNCHECKED, "client-address.forged": "high", "settings.unchecked": "info" });
  });

  nginxTest("the same, by the database alone", async () => {
    const faults = await faultsOf({ trustProxy: 2 }, {}, { proxy: APPENDING, examination: { credentials: null } });
    expect(faults).toEqual({ ...UNCHECKED, "client-address.forged": "high", "cookies.unchecked": "info" });
  });

  nginxTest("appending is harmless where exactly the proxy is believed", async () => {
    expect(await faultsOf({ trustProxy: 1 }, {}, { proxy: APPENDING })).toEqual(UNCHECKED);
  });

  nginxTest("without an account and a database nothing is claimed about the address", async () => {
    const outside = { credentials: null, settings: { kind: "absent" as const, reason: "none" } };
    const faults = await faultsOf({}, {}, { examination: outside });
    const infos = { "cookies.unchecked": "info", "client-address.unchecked": "info", "settings.unchecked": "info" };
    expect(faults).toEqual({ ...UNCHECKED, ...infos });
  });

  nginxTest("a limit that is as good as none", async () => {
    const rateLimits = { "login.account": "1000/15m" } as const;
    const faults = await faultsOf({ rateLimits }, {}, { examination: { load: true } });
    expect(faults).toEqual({ "rate-limit.off": "high", "limits.lax": "medium" });
  });

  nginxTest("metrics that the proxy reads with the token for everybody", async () => {
    // The location that lets them out does not hide the server's own header.
    const found = { ...UNCHECKED, "metrics.open": "medium", "hsts.doubled": "low" };
    expect(await faultsOf({ metricsToken }, {}, { proxy: OPEN_METRICS })).toEqual(found);
  });

  nginxTest("metrics without a token are no stranger's, though the proxy looks like this machine", async () => {
    const { metricsToken: _, ...options } = goodOptions();
    server = await startTestServer(options, goodParts());
    expect(faultsIn(await examineBehindProxy(server, { proxy: FORWARDING_METRICS }))).toEqual({
      ...UNCHECKED,
      "hsts.doubled": "low",
      "operation.no-token": "info",
    });
  });

  nginxTest("a server that is about to stop", async () => {
    expect(await faultsOf({}, { isStopping: () => true }, {})).toEqual({ ...UNCHECKED, "health.not-ready": "high" });
  });

  nginxTest.each([
    [10 * MINUTE, "clock.wrong", "medium"],
    [-10 * MINUTE, "clock.wrong", "medium"],
    [20_000, "clock.drifting", "low"],
  ])("a clock that is %d ms ahead", async (ahead, code, severity) => {
    expect(await faultsOf({}, { clock: new RunningClock(ahead) }, {})).toEqual({ ...UNCHECKED, [code]: severity });
  });

  nginxTest("another version", async () => {
    const faults = await faultsOf({}, {}, { examination: { version: "9.9.9" } });
    expect(faults).toEqual({ ...UNCHECKED, "version.other": "low" });
  });

  nginxTest("another PUBLIC_URL", async () => {
    expect(await faultsOf({ publicUrl: "https://www.example.com" }, {}, {})).toEqual({
      ...UNCHECKED,
      "csrf.own-refused": "high",
      "public-url.other": "high",
      "cookies.unchecked": "info",
    });
  });

  nginxTest("the PUBLIC_URL of a laptop", async () => {
    const options = { publicUrl: "http://localhost:3000", corsOrigin: URL_OF_SITE.origin, rateLimit: "on" as const };
    expect(await faultsOf(options, {}, {})).toEqual({
      ...UNCHECKED,
      "public-url.other": "high",
      "cookies.insecure": "high",
      "cookies.unprefixed": "medium",
    });
  });
});

async function examinePlain(url: URL, port: number): Promise<readonly Finding[]> {
  const endpoint = { host: "127.0.0.1", port };
  const settings = { kind: "absent" as const, reason: "none" };
  const credentials = { login: "ada", password: "not to be sent" };
  return (await examine({ url, settings, version: VERSION, load: false, credentials, endpoint })).findings;
}

test("a site without TLS is found, and is sent no password", async () => {
  server = await startGoodServer();
  const findings = await examinePlain(new URL("http://auth.example.com"), portOf(server));
  expect(faultsIn(findings)).toMatchObject({ "plain-http.only": "high", "cookies.unchecked": "info" });
  expect(findings.find(({ code }) => code === "cookies.unchecked")?.evidence).toContain("not sent without TLS");
  expect(server.log.join("")).not.toContain("not to be sent");
  expect(server.log.filter((line) => line.includes("/login")).length).toBeLessThan(5);
});

test("a server of somebody else's that drops headers is found", async () => {
  server = await startGoodServer({}, {});
  const own = createServer(server.app);
  await listen(own, { host: "127.0.0.1", port: 0 });
  try {
    const { port } = own.address() as AddressInfo;
    const site = new URL("http://auth.example.com");
    expect(faultsIn(await examinePlain(site, port))).toMatchObject({ "many-headers.dropped": "medium" });
    expect(faultsIn(await examinePlain(site, portOf(server)))).not.toHaveProperty(["many-headers.dropped"]);
  } finally {
    own.close();
  }
});

test("a server on this machine without TLS is as it should be", async () => {
  const { metricsToken: _, ...tokenless } = goodOptions();
  server = await startTestServer({ ...tokenless, publicUrl: "http://localhost:3000", trustProxy: false }, goodParts());
  const { username } = await anAccount(server);
  const { findings } = await examine({
    url: new URL("http://localhost:3000"),
    settings: await knownSettings(server, { smtpUrl: null }),
    version: VERSION,
    load: false,
    credentials: { login: username, password: PASSWORD },
    endpoint: { host: "127.0.0.1", port: portOf(server) },
  });
  const expected = [
    "certificate.unchecked",
    "hsts.unchecked",
    "limits.off",
    "operation.no-token",
    "rate-limit.unchecked",
    "tls-ciphers.unchecked",
    "tls-version.unchecked",
  ];
  expect(Object.keys(faultsIn(findings)).sort()).toEqual(expected);
});

test("where nobody answers nothing else is asked, and the settings are looked at all the same", async () => {
  server = await startGoodServer();
  const endpoint = { host: "127.0.0.1", port: await freePort() };
  const { findings, requests } = await examine({
    url: URL_OF_SITE,
    settings: await knownSettings(server, { pages: "off" }),
    version: VERSION,
    load: true,
    credentials: null,
    endpoint,
  });
  expect(faultsIn(findings)).toEqual({ "reachable.silent": "high", "browsers.no-pages": "info" });
  expect(requests).toBe(1);
});

test("an address that is the proxy's is found", async () => {
  const check = checks.find(({ id }) => id === "client-address");
  const session = { ip: "172.18.0.2", createdAt: 0 };
  const addresses = { local: "192.168.1.7", remote: "198.51.100.7" };
  const visit = async () => ({
    refused: null,
    statuses: [200],
    cookies: [],
    hasTokensInBody: false,
    between: [0, 0] as const,
    session,
    addresses,
  });
  const deployment = { visit, countsForgedAddress: async () => null } as unknown as Parameters<typeof examineCheck>[0];
  expect(faultsIn(await examineCheck(deployment))).toEqual({ "client-address.proxy": "medium" });
  session.ip = "192.168.1.7";
  expect(faultsIn(await examineCheck(deployment))).toEqual({});

  async function examineCheck(one: Parameters<NonNullable<typeof check>["run"]>[0]): Promise<Finding[]> {
    return (await check?.run(one)) ?? [];
  }
});
