import { postJson, requestText } from "./HttpConnection.js";
import { askWithToken, refreshLatchkey, signInToLatchkey } from "./latchkeyClients.js";
import type { Client } from "./load.js";
import {
  always,
  lookIntoBetterAuth,
  lookWithCookies,
  refreshOidc,
  refreshTutorial,
  signInSimply,
  signInToBetterAuth,
} from "./peerClients.js";
import { BOTH_CORES, type ServerProgram } from "./ServerUnderTest.js";

/** A side of a comparison: a server, and how its clients behave. */
export interface Contender extends ServerProgram {
  readonly name: string;
  /** Needs what only bench/peers installs. */
  readonly isPeer?: boolean;
  /** What is not equal work, and how it was set up. */
  readonly note: string;
  makeClient(port: number, name: string): Promise<Client>;
  /** What has to be done before each of its turns, outside what is measured. */
  beforeTurn?(): void;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly connections: number;
  /** The first one is the reference of every ratio. */
  readonly contenders: readonly Contender[];
}

const SETTINGS = {
  PUBLIC_URL: "http://localhost",
  PAGES: "off",
  LOG_LEVEL: "warn",
  RATE_LIMIT: "off",
  ACCESS_TOKEN_EXPIRY: "1d",
};
/** `npm start` as it is, but for the limits that a load would meet. */
export const SERVER = { program: "dist/index.js", ready: "/health/ready", environment: SETTINGS };
const EXPRESS = { name: "Express, no protection", program: "bench/servers/express.mjs", ready: "/profile" };
const EXPRESS_CLASSES = {
  ...EXPRESS,
  name: "Express, the same classes",
  environment: { CREATE_SERVER: "latchkey" },
};
const BETTER_AUTH = { program: "bench/peers/betterAuth.mjs", ready: "/api/auth/ok", isPeer: true };
const TUTORIAL = { name: "tutorial's design", program: "bench/peers/tutorial.mjs", ready: "/live", isPeer: true };
const PASSPORT = {
  name: "passport, express-session",
  program: "bench/peers/passport.mjs",
  ready: "/live",
  isPeer: true,
};

const verify: Scenario = {
  name: "verify",
  title: "A protected route",
  connections: 32,
  contenders: [
    {
      ...EXPRESS,
      note: "The same JSON, for everybody.",
      makeClient: always(requestText("GET", "/profile")),
    },
    {
      ...EXPRESS_CLASSES,
      note: "The same on `createServer` of Latchkey, so that Express changes no prototypes.",
      makeClient: always(requestText("GET", "/profile")),
    },
    {
      name: "Fastify, no protection",
      program: "bench/servers/fastify.mjs",
      ready: "/profile",
      note: "The same JSON. No schema.",
      makeClient: always(requestText("GET", "/profile")),
    },
    {
      name: "Hono, no protection",
      program: "bench/servers/hono.mjs",
      ready: "/profile",
      note: "The same JSON.",
      makeClient: always(requestText("GET", "/profile")),
    },
    {
      name: "node:http, no protection",
      program: "bench/servers/nodeHttp.mjs",
      ready: "/",
      note: "The same JSON, no router.",
      makeClient: always(requestText("GET", "/")),
    },
    {
      name: "Latchkey, verifyJWT",
      program: "bench/servers/guardedRoute.mjs",
      ready: "/api/v1/auth/password-policy",
      note: "The route of the second line behind `verifyJWT`, which checks session and user each time.",
      makeClient: askWithToken("/profile"),
    },
    {
      ...SERVER,
      name: "Latchkey, its own server",
      note: "`/users/profile` with security headers and a request id.",
      makeClient: askWithToken("/api/v1/users/profile"),
    },
    {
      ...BETTER_AUTH,
      name: "Better Auth get-session",
      note: "Cookie cache off: session and user are read each time.",
      makeClient: lookIntoBetterAuth,
    },
    {
      ...BETTER_AUTH,
      name: "Better Auth, cookie cache",
      environment: { CACHE: "on" },
      note: "Unequal: a revoked session stays valid until the cookie's cache ends.",
      makeClient: lookIntoBetterAuth,
    },
    {
      ...PASSPORT,
      note: "Unequal: express-session also writes the new expiry and waits for the disk.",
      makeClient: lookWithCookies,
    },
    {
      ...TUTORIAL,
      note: "Unequal: it reads the user, and has no sessions to revoke.",
      makeClient: lookWithCookies,
    },
  ],
};

const REFRESH_NOTE = "Answers after the commit to disk (SQLite, WAL, FULL).";
const LATCHKEY_REFRESH: Contender = {
  ...SERVER,
  name: "Latchkey",
  note: REFRESH_NOTE,
  makeClient: refreshLatchkey,
};

const refresh: Scenario = {
  name: "refresh",
  title: "A refresh, 32 clients at once",
  connections: 32,
  contenders: [
    {
      ...EXPRESS,
      note: "Reads and answers JSON of the same size. Stores nothing.",
      makeClient: always(postJson("/refresh", { refreshToken: "r".repeat(108) })),
    },
    {
      ...EXPRESS_CLASSES,
      note: "The same on `createServer` of Latchkey.",
      makeClient: always(postJson("/refresh", { refreshToken: "r".repeat(108) })),
    },
    LATCHKEY_REFRESH,
    {
      ...SERVER,
      name: "Latchkey, limits on",
      environment: { ...SETTINGS, RATE_LIMIT: "on", RATE_LIMITS: "refresh.ip=1000000/1s" },
      note: `${REFRESH_NOTE} Counts each request in the database too.`,
      makeClient: refreshLatchkey,
    },
    {
      ...BETTER_AUTH,
      name: "Better Auth, extension",
      environment: { EXTEND: "on" },
      note: "Unequal: get-session with updateAge 0 moves the expiry; no rotation. SQLite, WAL, FULL.",
      makeClient: lookIntoBetterAuth,
    },
    {
      ...TUTORIAL,
      note: "Unequal: one token per user, so a second device signs the first out. SQLite, WAL, FULL.",
      makeClient: refreshTutorial,
    },
    {
      name: "oidc-provider refresh grant",
      program: "bench/peers/oidcProvider.mjs",
      ready: "/.well-known/openid-configuration",
      isPeer: true,
      note: "Unequal: its store is in memory. No ID token.",
      makeClient: refreshOidc,
    },
  ],
};

const lone: Scenario = {
  name: "lone",
  title: "A refresh, one client alone",
  connections: 1,
  contenders: [refresh.contenders[0], LATCHKEY_REFRESH].filter((contender) => contender !== undefined),
};

const login: Scenario = {
  name: "login",
  title: "A sign-in, 8 clients at once",
  connections: 8,
  contenders: [
    {
      name: "@node-rs/argon2 alone",
      program: "bench/servers/argon2.mjs",
      ready: "/",
      note: "One password on node:http: Argon2id, 19 MiB, 2 passes. Stores nothing.",
      makeClient: always(postJson("/", { password: "correct horse battery" })),
    },
    { ...SERVER, name: "Latchkey", note: "The same parameters; stores a session.", makeClient: signInToLatchkey },
    {
      ...PASSPORT,
      note: "The same library and parameters; stores a session.",
      makeClient: signInSimply,
    },
    {
      ...BETTER_AUTH,
      name: "Better Auth sign-in",
      note: "Unequal: scrypt, its default.",
      makeClient: signInToBetterAuth,
    },
    { ...TUTORIAL, note: "Unequal: bcrypt at cost 10.", makeClient: signInSimply },
  ],
};

/** The server of several processes on one SQLite file. The load has to share its cores, so what counts is the CPU of a request. */
function byWorkers(serversAlike: string, makeClient: Contender["makeClient"]): readonly Contender[] {
  const several = { ...SERVER, program: "dist/cli/index.js", cores: BOTH_CORES, makeClient };
  const workers = (count: number) => ["serve", "--workers", String(count)];
  return [
    { ...several, args: workers(1), name: "1 worker", note: "On both cores, beside the load." },
    { ...several, args: workers(2), name: "2 workers", note: serversAlike },
    { ...several, args: workers(4), name: "4 workers", note: "Two per core." },
  ];
}

const workersVerify: Scenario = {
  name: "workers-verify",
  title: "A protected route, by several workers",
  connections: 32,
  contenders: byWorkers("Readers of one file do not wait for each other.", askWithToken("/api/v1/users/profile")),
};

const workersRefresh: Scenario = {
  name: "workers-refresh",
  title: "A refresh, by several workers",
  connections: 32,
  contenders: byWorkers("A file takes one commit at a time, and each worker waits for its own.", refreshLatchkey),
};

export const SCENARIOS: readonly Scenario[] = [verify, refresh, lone, login, workersVerify, workersRefresh];
