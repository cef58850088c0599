import { generateKeyPairSync } from "node:crypto";
import type { ServerOptions } from "node:http";
import express, { type Express } from "express";
import pg from "pg";
import { pino } from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createFetchHandler } from "../../src/fetch.js";
import {
  apple,
  createLatchkey,
  createServer,
  github,
  google,
  LatchkeyError,
  type LatchkeyOptions,
  microsoft,
  oidc,
  Refusal,
  silent,
} from "../../src/latchkey.js";
import { createTestUser, signInAs } from "../../src/testing.js";
import { createVerifier, VerifierError } from "../../src/verifier.js";
import { readApiEntries, runExample } from "../support/documents/apiExamples.js";
import { ACCESS_SECRET, REFRESH_SECRET } from "../support/http/testServer.js";
import { makeLatchkey, serve, signUp } from "../support/library/hostApp.js";
import { pagesInDist } from "../support/library/packageWithPages.js";
import { anAppMongoose } from "../support/store/appMongoose.js";

type Context = Readonly<Record<string, unknown>>;

const SECRETS = { accessTokenSecret: ACCESS_SECRET, refreshTokenSecret: REFRESH_SECRET };

/** Ada has an account with this `id`, and a session. */
async function libraryContext(): Promise<Context> {
  await pagesInDist();
  const createAndClose = (options: LatchkeyOptions) => {
    const latchkey = createLatchkey(options);
    onTestFinished(() => latchkey.close());
    return latchkey;
  };
  const { latchkey } = makeLatchkey();
  const { userId: id, accessToken } = await signUp(await serve((app) => app.use(latchkey.router)));
  return { app: express(), latchkey, LatchkeyError, id, accessToken, createLatchkey: createAndClose, ...SECRETS };
}

/** What the examples of the options name, beside Latchkey. Each gets secrets of its own, because the examples leave them out. */
async function optionsContext(): Promise<Context> {
  await pagesInDist();
  const createWithSecrets = (options: LatchkeyOptions) => {
    const latchkey = createLatchkey({ ...SECRETS, ...options });
    onTestFinished(() => latchkey.close());
    return latchkey;
  };
  const apps = {
    app: express(),
    mailService: { send: async () => {} },
    welcome: async () => {},
    mongoose: anAppMongoose(),
    pg,
  };
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const registered = {
    clientId: "an-id",
    clientSecret: "a-secret",
    serviceId: "com.example.signin",
    teamId: "ABCDE12345",
    keyId: "FGHIJ67890",
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
  };
  const providers = { google, github, microsoft, apple, oidc, ...registered };
  return { createLatchkey: createWithSecrets, ...apps, ...providers, z, pino, Refusal, silent };
}

async function testingContext(): Promise<Context> {
  return { createTestUser, signInAs, latchkey: makeLatchkey().latchkey };
}

function serverContext(): Context {
  const createAndClose = (app: Express, options: ServerOptions) => {
    const server = createServer(app, options);
    onTestFinished(() => void server.close());
    return server;
  };
  return { app: express(), createServer: createAndClose, port: 0 };
}

/** A server with a signed-in user, whose tokens other services can check. */
async function signedIn() {
  const names = { accessTokenIssuer: "test", accessTokenAudience: "test" };
  const { latchkey } = makeLatchkey({ accessTokenAlgorithm: "ES256", ...names });
  const origin = await serve((app) => app.use("/api/v1", latchkey.router).get("/jwks.json", latchkey.jwks));
  const { accessToken } = await signUp(`${origin}/api/v1`);
  return { latchkey, origin, accessToken };
}

async function fetchContext(): Promise<Context> {
  const { latchkey, origin, accessToken } = await signedIn();
  const headers = { Authorization: `Bearer ${accessToken}` };
  const request = new Request(`${origin}/api/v1/users/profile`, { headers });
  return { createFetchHandler, latchkey, handler: createFetchHandler(latchkey), request };
}

async function verifierContext(): Promise<Context> {
  const { origin, accessToken } = await signedIn();
  const verifier = createVerifier({ jwksUrl: `${origin}/jwks.json`, issuer: "test", audience: "test" });
  return { createVerifier, VerifierError, verifier, accessToken };
}

/** Exported for other files of the package, not by its entry. */
const INTERNAL = ["appOptionsFrom", "refusalError", "appLoggerFault", "fromAppLogger"];

const entries = [
  { file: "src/latchkey.ts", api: "Latchkey", makeContext: libraryContext },
  { file: "src/library/ServerUsers.ts", api: "ServerUsers", makeContext: libraryContext },
  { file: "src/library/ServerSessions.ts", api: "ServerSessions", makeContext: libraryContext },
  { file: "src/library/LatchkeyError.ts", api: null, makeContext: libraryContext },
  { file: "src/http/createServer.ts", api: null, makeContext: serverContext },
  { file: "src/testing.ts", api: null, makeContext: testingContext },
  { file: "src/fetch.ts", api: "FetchHandler", makeContext: fetchContext },
  { file: "src/services/verifier/createVerifier.ts", api: "Verifier", makeContext: verifierContext },
  { file: "src/services/verifier/VerifierError.ts", api: null, makeContext: verifierContext },
  { file: "src/config/AppOptions.ts", api: "AppOptions", makeContext: optionsContext },
  { file: "src/config/providerOptions.ts", api: null, makeContext: optionsContext },
  { file: "src/services/hooks/Refusal.ts", api: null, makeContext: optionsContext },
  { file: "src/utils/appLogger.ts", api: null, makeContext: optionsContext },
]
  .flatMap(({ file, api, makeContext }) => readApiEntries(file, api).map((entry) => ({ ...entry, makeContext })))
  .filter(({ name }) => !INTERNAL.includes(name));

test("every entry of the library's API has an example", () => {
  expect(entries.filter(({ example }) => example === null).map(({ name }) => name)).toEqual([]);
  expect(entries.length).toBeGreaterThan(10);
});

describe("the example of", () => {
  test.each(entries)("$name runs, and states true values", async ({ example, makeContext }) => {
    await runExample(example ?? "", await makeContext(), (actual, stated) => expect(actual).toEqual(stated));
    expect(example).not.toBeNull();
  });
});
