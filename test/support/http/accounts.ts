import { randomUUID } from "node:crypto";
import type { AuditEvent, User } from "../../../src/stores/Store.js";
import { newId } from "../../../src/utils/ids.js";
import { aNamelessUser, type NamedUser } from "../records.js";
import { createHasher } from "../services/hasher.js";
import { openSession } from "./openSession.js";
import { TestClient } from "./TestClient.js";
import type { ReachableServer, TestServer } from "./testServer.js";

export const PASSWORD = "correct horse battery";

const passwordHash = createHasher().hash(PASSWORD);

/** The body of a registration that no other test uses. */
export function aRegistration() {
  const unique = randomUUID().slice(0, 18);
  return {
    username: `user-${unique}`,
    fullName: "Ada Lovelace",
    email: `${unique}@example.com`,
    password: PASSWORD,
  };
}

/** An account put straight into the store, which is faster than to register. Its password is `PASSWORD`. */
export async function anAccount(server: ReachableServer, overrides: Partial<NamedUser> = {}): Promise<NamedUser> {
  const { password: _, ...profile } = aRegistration();
  const now = server.clock.now();
  const user: NamedUser = {
    _id: newId(now),
    ...profile,
    passwordHash: await passwordHash,
    avatarUrl: null,
    emailVerifiedAt: null,
    roles: [],
    disabledAt: null,
    epoch: 0,
    epochEnds: [],
    version: 0,
    createdAt: now,
    updatedAt: now,
    passwordChangedAt: now,
    fields: null,
    factorsSince: null,
    ...overrides,
  };
  return stored(server, user);
}

/** The same without a username and a full name. */
export async function aNamelessAccount(server: ReachableServer, overrides: Partial<User> = {}): Promise<User> {
  const now = server.clock.now();
  const times = { createdAt: now, updatedAt: now, passwordChangedAt: now };
  return stored(server, aNamelessUser({ _id: newId(now), passwordHash: await passwordHash, ...times, ...overrides }));
}

async function stored<Account extends User>({ store }: ReachableServer, user: Account): Promise<Account> {
  const { kind } = await store.users.create(user);
  if (kind !== "created") throw new Error("The account exists.");
  return user;
}

/** The user's audit events, newest first, when everything that runs after an answer has ended. */
export async function eventsOf(server: TestServer, userId: string): Promise<AuditEvent[]> {
  await server.container.background.drain();
  return server.store.audit.listByUser({ userId, before: null, limit: 100 });
}

/** Changes an account behind the server's back, as an administrator would. */
export async function changeAccount(server: TestServer, id: string, change: Partial<User>): Promise<void> {
  const user = await server.store.users.byId(id);
  if (user === null) throw new Error("There is no such account.");
  const { kind } = await server.store.users.compareAndSet(
    { ...user, ...change, version: user.version + 1 },
    user.version,
  );
  if (kind !== "stored") throw new Error("The account was not changed.");
}

/** Signs in over HTTP. The tokens are read from the cookies, which every client gets. */
export async function signIn(
  server: TestServer,
  user: { username: string; password?: string },
  { browser = false, rememberMe = true, client = new TestClient(server.api, { browser }) } = {},
) {
  const { username, password = PASSWORD } = user;
  const { status } = await client.post("/auth/login", { username, password, rememberMe });
  if (status !== 200) throw new Error(`The sign-in was answered with ${status}.`);
  return { client, ...tokensOf(client) };
}

/** What the jar holds now. */
export function tokensOf(client: TestClient) {
  const accessToken = cookieOf(client, "accessToken");
  return {
    accessToken,
    refreshToken: cookieOf(client, "refreshToken"),
    sessionId: String(claimsOf(accessToken)["sid"]),
  };
}

function cookieOf(client: TestClient, name: string): string {
  return client.cookies.get(name) ?? client.cookies.get(`__Host-${name}`) ?? "";
}

/** An account of its own with an open session, put straight into the store: nothing here costs a password hash. */
export async function aSignedInUser(server: ReachableServer, { browser = false, rememberMe = true } = {}) {
  const user = await anAccount(server);
  const { accessToken, refreshToken } = await openSession(server, user, { browser, rememberMe });
  const prefix = server.config.secureCookies ? "__Host-" : "";
  const cookies = { [`${prefix}accessToken`]: accessToken, [`${prefix}refreshToken`]: refreshToken };
  const client = new TestClient(server.api, { browser, cookies });
  return { user, client, ...tokensOf(client) };
}

/** The claims of an access token, unverified. */
export function claimsOf(accessToken: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
}

/** The code with which `GET /users/profile` refuses an access token, or `null` when it accepts it. */
export async function refusalOfAccess(server: TestServer, accessToken: string): Promise<string | null> {
  const { status, body } = await new TestClient(server.api).get("/users/profile", { bearer: accessToken });
  return status === 200 ? null : (body.code ?? String(status));
}

/** The code with which a refresh by a client that is no browser is refused, or `null`. It spends the token. */
export async function refusalOfRefresh(server: TestServer, refreshToken: string): Promise<string | null> {
  const { status, body } = await new TestClient(server.api).post("/auth/refresh-token", { refreshToken });
  return status === 200 ? null : (body.code ?? String(status));
}
