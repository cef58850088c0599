import { randomBytes } from "node:crypto";
import { type Contender, type Scenario, SERVER } from "../compare/contenders.js";
import { requestText } from "../compare/HttpConnection.js";
import { askWithToken, post, refreshLatchkey, spendTokens } from "../compare/latchkeyClients.js";
import type { Client } from "../compare/load.js";
import { lookIntoBetterAuth } from "../compare/peerClients.js";
import { POSTGRES, SQLITE } from "./postgresResults.js";

type MakeClient = Contender["makeClient"];

const BETTER_AUTH = { program: "bench/peers/betterAuth.mjs", ready: "/api/auth/ok", isPeer: true };
const SUPER_TOKENS = {
  name: "SuperTokens, a model",
  program: "bench/peers/superTokens.mjs",
  ready: "/live",
  isPeer: true,
};
const MODEL = "its core is Java, here it is a second process on Node, whose CPU counts";

/** Over HTTP, each server on a database of its own. */
export function routeScenarios(urls: { latchkey: string; betterAuth: string; superTokens: string }): Scenario[] {
  const onSqlite = { ...SERVER, name: SQLITE };
  const onPostgres = { ...SERVER, name: POSTGRES, environment: { ...SERVER.environment, DATABASE_URL: urls.latchkey } };
  const superTokens = { ...SUPER_TOKENS, environment: { DATABASE_URL: urls.superTokens } };
  const verify = withNewName(askWithToken("/api/v1/users/profile"));
  const refresh = withNewName(refreshLatchkey);
  const note = "Session and user are read each time.";
  return [
    {
      name: "route",
      title: "A protected route, 32 clients",
      connections: 32,
      contenders: [
        { ...onSqlite, note, makeClient: verify },
        { ...onPostgres, note, makeClient: verify },
        {
          ...BETTER_AUTH,
          name: "Better Auth get-session",
          environment: { DATABASE_URL: urls.betterAuth },
          note: "PostgreSQL. Cookie cache off: session and user are read each time.",
          makeClient: withNewName(lookIntoBetterAuth),
        },
        { ...superTokens, note: `PostgreSQL, \`checkDatabase\`: ${MODEL}.`, makeClient: lookIntoSuperTokens },
      ],
    },
    {
      name: "route-refresh",
      title: "A refresh over HTTP, 32 clients",
      connections: 32,
      contenders: [
        { ...onSqlite, note: "Answers after the commit to disk (WAL, FULL).", makeClient: refresh },
        { ...onPostgres, note: "Answers after the commit to disk.", makeClient: refresh },
        {
          ...BETTER_AUTH,
          name: "Better Auth, extension",
          environment: { DATABASE_URL: urls.betterAuth, EXTEND: "on" },
          note: "Unequal: PostgreSQL, get-session with updateAge 0 moves the expiry; no rotation.",
          makeClient: withNewName(lookIntoBetterAuth),
        },
        { ...superTokens, note: `Unequal: no token is signed; ${MODEL}.`, makeClient: refreshSuperTokens },
      ],
    },
  ];
}

/** The databases live longer than a server, and an account cannot be registered twice. */
function withNewName(makeClient: MakeClient): MakeClient {
  return (port, name) => makeClient(port, `${name}-${randomBytes(4).toString("hex")}`);
}

interface SuperTokensSession {
  readonly handle: string;
}

async function signInToSuperTokens(port: number): Promise<SuperTokensSession> {
  const response = await post(`http://127.0.0.1:${port}/sessions`, {});
  return (await response.json()) as SuperTokensSession;
}

async function lookIntoSuperTokens(port: number): Promise<Client> {
  const { handle } = await signInToSuperTokens(port);
  const request = requestText("GET", "/profile", { Authorization: handle });
  return { request: () => request };
}

async function refreshSuperTokens(port: number): Promise<Client> {
  const { handle } = await signInToSuperTokens(port);
  // The model names the session where a token would.
  return spendTokens("/refresh", { accessToken: "", refreshToken: handle });
}
