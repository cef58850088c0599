import type { User } from "../../../src/stores/Store.js";
import { aProof } from "../webauthn/passkeys.js";
import { SoftwareAuthenticator } from "../webauthn/SoftwareAuthenticator.js";
import { aRegistration, changeAccount, PASSWORD } from "./accounts.js";
import { answerOf, begin, flowOf, linked, somebody, somebodyVerified } from "./providers.js";
import { Authenticator, pendingSignIn, setUpTotp } from "./secondFactors.js";
import type { TestClient, TestResponse } from "./TestClient.js";
import type { TestServer } from "./testServer.js";

type Name = { readonly username: string };

/** Makes ready what has to be there first, in the session of the client, and gives the request. */
type Prepare = (server: TestServer, client: TestClient, user: Name) => Promise<() => Promise<TestResponse>>;

/** How each route of second factors, passkeys and providers succeeds. The account of the client is signed in and has no factor yet. */
export const FACTOR_REQUESTS: Readonly<Record<string, Prepare>> = {
  "POST /api/v1/auth/second-factor": async (server, client, user) => {
    const { app } = await setUpVerified(server, client, user);
    const { flow, client: other } = await pendingSignIn(server, user);
    return () => other.post("/auth/second-factor", { flow, code: app.nextCode() });
  },
  "POST /api/v1/users/totp": async (server, client, user) => {
    await verify(server, user);
    return () => client.post("/users/totp", { password: PASSWORD });
  },
  "POST /api/v1/users/totp/confirm": async (server, client, user) => {
    await verify(server, user);
    const { body } = await client.post("/users/totp", { password: PASSWORD });
    const app = new Authenticator(server, body.data.secret);
    return () => client.post("/users/totp/confirm", { code: app.code() });
  },
  "DELETE /api/v1/users/totp": async (server, client, user) => {
    await setUpVerified(server, client, user);
    return () => client.send("DELETE", "/users/totp", { json: { password: PASSWORD } });
  },
  "POST /api/v1/users/recovery-codes": async (server, client, user) => {
    await setUpVerified(server, client, user);
    return () => client.post("/users/recovery-codes", { password: PASSWORD });
  },
  "POST /api/v1/auth/passkeys/login": async (server, client, user) => {
    const { authenticator } = await withPasskey(server, client, user);
    const proof = await aProof(client, authenticator);
    return () => client.post("/auth/passkeys/login", proof);
  },
  "POST /api/v1/auth/register/passkey/options": async (_server, client) => {
    const registration = aPasskeyRegistration();
    return () => client.post("/auth/register/passkey/options", registration);
  },
  "POST /api/v1/auth/register/passkey": async (_server, client) => {
    const { body } = await client.post("/auth/register/passkey/options", aPasskeyRegistration());
    return () => client.post("/auth/register/passkey", created(body.data, new SoftwareAuthenticator()));
  },
  "POST /api/v1/auth/providers/:name/start": async (_server, client) => () =>
    client.post("/auth/providers/example/start", { purpose: "sign-in" }),
  "GET /api/v1/auth/providers/:name/callback": async (_server, client) => () =>
    client.get("/auth/providers/example/callback?code=x", { redirect: "manual" }),
  "POST /api/v1/auth/providers/:name/callback": async (_server, client) => () =>
    client.post("/auth/providers/example/callback", undefined, { redirect: "manual" }),
  "POST /api/v1/auth/providers/finish": async (server, client, user) => {
    await verify(server, user);
    const who = somebody();
    await linked(server, client, who);
    const params = answerOf(server, who, await begin(client));
    return () => client.post("/auth/providers/finish", { params });
  },
  "POST /api/v1/auth/providers/register": async (server, client) => {
    const flow = await flowOf(server, somebody());
    return () => client.post("/auth/providers/register", { flow });
  },
  "GET /api/v1/users/identities": async (_server, client) => () => client.get("/users/identities"),
  "POST /api/v1/users/identities": async (server, client, user) => {
    await verify(server, user);
    const { email } = await ownerOf(server, user);
    const flow = await flowOf(server, somebodyVerified({ email }));
    return () => client.post("/users/identities", { flow, password: PASSWORD });
  },
  "DELETE /api/v1/users/identities/:id": async (server, client, user) => {
    await verify(server, user);
    const { _id } = await linked(server, client);
    return () => client.send("DELETE", `/users/identities/${_id}`, { json: { password: PASSWORD } });
  },
  "POST /api/v1/users/passkeys/options": async (server, client, user) => {
    await verify(server, user);
    return () => client.post("/users/passkeys/options", { password: PASSWORD });
  },
  "POST /api/v1/users/passkeys": async (server, client, user) => {
    await verify(server, user);
    const { body } = await client.post("/users/passkeys/options", { password: PASSWORD });
    return () => client.post("/users/passkeys", created(body.data, new SoftwareAuthenticator()));
  },
  "PATCH /api/v1/users/passkeys/:id": async (server, client, user) => {
    const { id } = await withPasskey(server, client, user);
    return () => client.send("PATCH", `/users/passkeys/${id}`, { json: { name: "Laptop" } });
  },
  "DELETE /api/v1/users/passkeys/:id": async (server, client, user) => {
    const { id } = await withPasskey(server, client, user);
    return () => client.send("DELETE", `/users/passkeys/${id}`, { json: { password: PASSWORD } });
  },
};

function aPasskeyRegistration() {
  const { password: _, ...profile } = aRegistration();
  return profile;
}

/** What the authenticator answers to the options for a new passkey. */
function created(data: unknown, authenticator: SoftwareAuthenticator) {
  const { flow, options } = data as { flow: string; options: never };
  return { flow, credential: authenticator.register(options, {}) };
}

/** Adds a passkey in the session, which goes on at level 2. */
async function withPasskey(server: TestServer, client: TestClient, user: Name) {
  await verify(server, user);
  const authenticator = new SoftwareAuthenticator();
  const { body } = await client.post("/users/passkeys/options", { password: PASSWORD });
  const added = await client.post("/users/passkeys", created(body.data, authenticator));
  const { passkey } = added.body.data as unknown as { passkey: { _id: string } };
  return { authenticator, id: passkey._id };
}

async function ownerOf(server: TestServer, { username }: Name): Promise<User> {
  const user = await server.store.users.byLogin({ username });
  if (user === null) throw new Error("There is no such account.");
  return user;
}

async function verify(server: TestServer, user: Name): Promise<void> {
  await changeAccount(server, (await ownerOf(server, user))._id, { emailVerifiedAt: server.clock.now() });
}

async function setUpVerified(server: TestServer, client: TestClient, user: Name) {
  await verify(server, user);
  return setUpTotp(server, client);
}
