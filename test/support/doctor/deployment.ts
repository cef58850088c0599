import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, type LatchkeyOptions, newSecret } from "../../../src/config/index.js";
import { type Finding, type RunOptions, runChecks } from "../../../src/doctor/index.js";
import { loadApiDocs } from "../../../src/openapi/index.js";
import { nginx, type ProxyProgram, SITE } from "../deploy/proxyPrograms.js";
import { type FrontProxy, type ProxyChanges, startProxy } from "../deploy/startProxy.js";
import { anAccount, PASSWORD } from "../http/accounts.js";
import { startTestServer, type TestServer } from "../http/testServer.js";
import { startSmtpServer } from "../mail/smtpServer.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { RunningClock } from "./RunningClock.js";

const DAY = 86_400_000;
export const URL_OF_SITE = new URL(`https://${SITE}`);
/** As certbot gets them. */
const GOOD_VALIDITY = validity(-10, 80);
const apiDocs = loadApiDocs();
export const VERSION = String(JSON.parse(apiDocs.json).info.version);

/** From so many days from now to so many. */
export function validity(from: number, to: number) {
  return { from: new Date(Date.now() + from * DAY), to: new Date(Date.now() + to * DAY) };
}

type Parts = NonNullable<Parameters<typeof startTestServer>[1]>;

/** As the guides set a server up. */
export function goodOptions() {
  return {
    publicUrl: URL_OF_SITE.origin,
    trustProxy: "loopback",
    accessTokenSecret: newSecret(),
    refreshTokenSecret: newSecret(),
    metricsToken: newSecret(),
    // What the operators of these tests do a hundred times in a minute.
    rateLimits: { "login.ip": "100000/15m" },
  } as const satisfies LatchkeyOptions;
}

export function goodParts() {
  return {
    clock: new RunningClock(),
    metrics: true,
    apiDocs,
    pages: {
      html: () => "<!doctype html><title>Sign in</title>",
      brandCss: "",
      assets: { folder: "web/src", names: [] },
      logoOrigin: null,
    },
  } satisfies Parts;
}

/** A server on the time of day, with all that a real one shows. */
export function startGoodServer(options: LatchkeyOptions = {}, parts: Parts = {}): Promise<TestServer> {
  return startTestServer({ ...goodOptions(), ...options }, { ...goodParts(), ...parts });
}

export interface Plant {
  /** nginx unless given. */
  readonly program?: ProxyProgram;
  /** The mistake in the shipped configuration of nginx, or its certificate. */
  readonly proxy?: ProxyChanges;
  /** The mistake in the settings that doctor reads. */
  readonly settings?: Partial<Config>;
  readonly options?: Partial<RunOptions>;
}

/** The port that a server is at. */
export const portOf = (server: TestServer): number => Number(new URL(server.origin).port);

/** Looks at a server behind a proxy, from outside, with an account and at its settings. */
export async function runChecksBehindProxy(server: TestServer, plant: Plant = {}): Promise<readonly Finding[]> {
  const front = await startProxy(plant.program ?? nginx, portOf(server), { validity: GOOD_VALIDITY, ...plant.proxy });
  try {
    return (await runChecks(await optionsOf(server, front, plant))).findings;
  } finally {
    await front.stop();
  }
}

async function optionsOf(server: TestServer, front: FrontProxy, { settings, options }: Plant) {
  const { username } = await anAccount(server);
  return {
    url: URL_OF_SITE,
    settings: await knownSettings(server, settings),
    version: VERSION,
    load: false,
    credentials: { login: username, password: PASSWORD },
    endpoint: { host: "127.0.0.1", port: front.httpsPort },
    plainEndpoint: { host: "127.0.0.1", port: front.httpPort },
    ca: front.certificate.cert,
    ...options,
  };
}

/** The settings of a server, with a mail server that works and new secrets, in a folder that nobody else may enter. */
export async function knownSettings(server: TestServer, settings: Partial<Config> = {}, directory = temporaryFolder()) {
  chmodSync(directory, 0o700);
  const { port } = await startSmtpServer();
  const outboxDirectory = join(directory, "data", "outbox");
  const generatedSecretsFile = join(directory, "data", "secrets.json");
  mkdirSync(join(directory, "data"), { recursive: true });
  if (!existsSync(generatedSecretsFile)) writeFileSync(generatedSecretsFile, "{}", { mode: 0o600 });
  const smtpUrl = `smtp://127.0.0.1:${port}`;
  const config = { ...server.config, smtpUrl, outboxDirectory, generatedSecretsFile, ...settings };
  return { kind: "known" as const, config, directory };
}

/** What is wrong, by its severity. */
export function issuesIn(findings: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(
    findings.filter(({ severity }) => severity !== "ok").map(({ code, severity }) => [code, severity]),
  );
}
