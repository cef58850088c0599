import { configFromOptions, type LatchkeyOptions } from "../../../src/config/index.js";
import type { ApiDocs } from "../../../src/openapi/index.js";
import { loadPages } from "../../../src/site/index.js";
import type { Store } from "../../../src/stores/Store.js";
import { ProxyInBetween } from "../http/ProxyInBetween.js";
import { ACCESS_SECRET, REFRESH_SECRET, startTestServer, type TestServer } from "../http/testServer.js";
import { ManualClock } from "../ManualClock.js";

export interface Site {
  /** What the browser opens: everything goes through the proxy. */
  readonly origin: string;
  readonly proxy: ProxyInBetween;
  readonly clock: ManualClock;
  /** The server that runs now. */
  server(): TestServer;
  /** The server dies without a word, and another takes over its file. */
  crashAndRestart(): Promise<void>;
  close(): Promise<void>;
}

interface SiteParts {
  /** The folder of the built pages. */
  readonly pages: string;
  readonly clock?: ManualClock;
  /** Instead of a SQLite file. */
  readonly store?: Store;
  readonly apiDocs?: ApiDocs;
  /** Whether users may sign in with the stub providers. */
  readonly providers?: boolean;
}

const STUB_PROVIDERS = [
  { name: "example", label: "Example" },
  { name: "other", label: "Other" },
];

const SECRETS = { accessTokenSecret: ACCESS_SECRET, refreshTokenSecret: REFRESH_SECRET };

/** Settings that depend on the address of the site. */
export type SiteOptions = LatchkeyOptions | ((origin: string) => Promise<LatchkeyOptions>);

/** A server with the pages, behind a proxy that decides what happens to requests. */
export async function startSite(
  options: SiteOptions,
  { pages: folder, clock = new ManualClock(), ...parts }: SiteParts,
): Promise<Site> {
  const proxy = await ProxyInBetween.start();
  const given = typeof options === "function" ? await options(proxy.origin) : options;
  const settings = { publicUrl: proxy.origin, ...given };
  const start = async (databaseFile?: string) => {
    const config = configFromOptions({ ...SECRETS, ...settings });
    const providers = parts.providers ? STUB_PROVIDERS : config.providers;
    const pages = loadPages({ ...config, providers }, undefined, [folder]);
    if (pages === null) throw new Error("The pages were not built.");
    const file = databaseFile === undefined ? {} : { databaseFile };
    const started = await startTestServer(settings, { ...parts, pages, clock, ...file });
    proxy.forwardTo(Number(new URL(started.origin).port));
    return started;
  };
  let server = await start();
  const stale: TestServer[] = [];
  return {
    origin: proxy.origin,
    proxy,
    clock,
    server: () => server,
    crashAndRestart: async () => {
      // Its connections break and nobody gets an answer from it; what it had not committed is lost.
      proxy.forwardTo(1);
      stale.push(server);
      server = await start(server.databaseFile);
    },
    close: async () => {
      await proxy.close();
      for (const one of [server, ...stale]) await one.close();
    },
  };
}

/** The link to a page that was mailed to an address, the newest one. */
export async function linkTo(site: Site, path: string, address: string): Promise<string> {
  const mails = await site.server().mails();
  const link = mails.findLast((mail) => mail.to.includes(address) && mail.link.startsWith(site.origin + path))?.link;
  if (link === undefined) throw new Error(`No mail to ${address} leads to ${path}.`);
  return link;
}

/** How many sessions of an account are alive. */
export async function livingSessions(site: Site, username = "ada"): Promise<number> {
  const { store, clock } = site.server();
  const user = await store.users.byLogin({ username });
  if (user === null) throw new Error("There is no such account.");
  const living = { userId: user._id, epoch: user.epoch, now: clock.now(), limit: 10 };
  return (await store.sessions.listByUser(living)).length;
}
