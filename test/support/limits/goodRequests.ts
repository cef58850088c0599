import { OneTimeLinks } from "../../../src/services/email/index.js";
import type { LimitName } from "../../../src/services/rateLimit/limitRules.js";
import { anAccount, aRegistration, aSignedInUser, changeAccount, PASSWORD } from "../http/accounts.js";
import { anotherSession } from "../http/anotherSession.js";
import { flowOf, somebody, somebodyVerified } from "../http/providers.js";
import { registrantOf } from "../http/registrant.js";
import { TestClient, type TestResponse } from "../http/TestClient.js";
import type { TestServer } from "../http/testServer.js";
import { anIdentity } from "../records.js";
import { aPasskeyOwner } from "../webauthn/passkeys.js";
import type { SoftwareAuthenticator } from "../webauthn/SoftwareAuthenticator.js";

/** Sends one request from an address, as a proxy would pass it on. */
export type Send = (address: string) => Promise<TestResponse>;

/** The limits that have tests of their own: those of passwords, and those that drop a mail and refuse no request. */
type LimitOfItsOwn =
  | "login.account"
  | "login.device"
  | "login.devices"
  | "reauth.session"
  | "factor.account"
  | "factor.device"
  | "factor-notice.account"
  | "register.account"
  | "change-email.account"
  | "notice.unverified"
  | "notice.account";

/** A route, the limit that it counts by, and requests that succeed as often as they are let through. */
interface LimitedRoute {
  readonly limit: Exclude<LimitName, LimitOfItsOwn>;
  readonly route: string;
  prepare(server: TestServer): Promise<Send>;
}

function limited(limit: LimitedRoute["limit"], route: string, prepare: LimitedRoute["prepare"]): LimitedRoute {
  return { limit, route, prepare };
}

function from(address: string) {
  return { headers: { "x-forwarded-for": address } };
}

/** An answer to a challenge that was made behind the server's back: no limit counts it. */
async function anUncountedProof({ container }: TestServer, authenticator: SoftwareAuthenticator) {
  const { flow, options } = await container.passkeys.options(null);
  return { flow, credential: authenticator.assert(options) };
}

const registering: LimitedRoute["prepare"] = async ({ api }) => {
  return (address) => new TestClient(api).post("/auth/register", aRegistration(), from(address));
};

/** Each time another account, so that none of them has used up its own. */
const signingIn: LimitedRoute["prepare"] = async (server) => {
  return async (address) => {
    const { username } = await anAccount(server);
    return new TestClient(server.api).post("/auth/login", { username, password: PASSWORD }, from(address));
  };
};

const refreshing: LimitedRoute["prepare"] = async (server) => {
  const { client } = await aSignedInUser(server);
  return (address) => client.post("/auth/refresh-token", undefined, from(address));
};

function mailing(path: string, { one }: { one: boolean }): LimitedRoute["prepare"] {
  return async (server) => {
    const { email } = await anAccount(server);
    return async (address) => {
      const mailbox = one ? email : (await anAccount(server)).email;
      return new TestClient(server.api).post(path, { email: mailbox }, from(address));
    };
  };
}

/** Each time another link, made behind the server's back and good once. */
function following(
  path: string,
  purpose: "verify-email" | "reset-password" | "change-email",
  body: object = {},
): LimitedRoute["prepare"] {
  return async (server) => {
    const links = new OneTimeLinks({ tokens: server.store.oneTimeTokens, clock: server.clock });
    return async (address) => {
      const user = await anAccount(server);
      const { _id: userId, email, passwordChangedAt } = user;
      const meant = purpose === "change-email" ? aRegistration().email : email;
      const token = await links.issue({ purpose, userId, payload: { email: meant, passwordChangedAt } });
      const client =
        purpose === "change-email" ? (await anotherSession(server, userId)).client : registrantOf(server, user);
      return client.post(path, { token, ...body }, from(address));
    };
  };
}

const changingPassword: LimitedRoute["prepare"] = async (server) => {
  const { client } = await aSignedInUser(server);
  let currentPassword = PASSWORD;
  return async (address) => {
    const json = { currentPassword, newPassword: `${currentPassword}!` };
    const response = await client.post("/auth/change-password", json, from(address));
    if (response.status === 200) currentPassword = json.newPassword;
    // The next request with new tokens notes that they arrived. Here, so that it is not taken for a write of the change.
    await client.get("/users/profile");
    return response;
  };
};

const changingEmail: LimitedRoute["prepare"] = async (server) => {
  const { client } = await aSignedInUser(server);
  await client.get("/users/profile");
  return (address) =>
    client.post("/users/change-email", { newEmail: aRegistration().email, password: PASSWORD }, from(address));
};

/** A signed-in user who asks the same again and again. */
function asking(send: (client: TestClient, headers: ReturnType<typeof from>) => Promise<TestResponse>) {
  const prepare: LimitedRoute["prepare"] = async (server) => {
    const { client } = await aSignedInUser(server);
    await client.get("/users/profile");
    return (address) => send(client, from(address));
  };
  return prepare;
}

const renaming = asking((client, at) =>
  client.send("PATCH", "/users/settings", { json: { username: aRegistration().username, password: PASSWORD }, ...at }),
);
const changingSettings = asking((client, at) =>
  client.send("PATCH", "/users/settings", { json: { fullName: "Grace Hopper" }, ...at }),
);

const beginningAtProvider: LimitedRoute["prepare"] = async ({ api }) => {
  return (address) => new TestClient(api).post("/auth/providers/example/start", { purpose: "sign-in" }, from(address));
};

/** Each time another exchange, begun from an address of its own. */
const finishingAtProvider: LimitedRoute["prepare"] = async (server) => {
  const user = await anAccount(server);
  const who = somebody();
  await server.store.identities.create(anIdentity({ issuer: who.issuer, subject: who.subject, userId: user._id }));
  return async (address) => {
    const client = new TestClient(server.api);
    const { container, provider } = server;
    const begun = container.providerFlows.begin(
      { provider: "example", purpose: "sign-in", sessionId: null, returnTo: null, linking: null },
      [],
    );
    client.cookies.set(`flow-${begun.slot}`, begun.value);
    const params = { provider: "example", state: begun.state, code: provider.codeOf(who) };
    return client.post("/auth/providers/finish", { params }, from(address));
  };
};

export const LIMITED_ROUTES: readonly LimitedRoute[] = [
  limited("login.ip", "POST /auth/login", signingIn),
  limited("login.global", "POST /auth/login", signingIn),
  limited("register.ip", "POST /auth/register", registering),
  limited("register.global", "POST /auth/register", registering),
  limited("refresh.ip", "POST /auth/refresh-token", refreshing),
  limited("passkey-options.ip", "POST /auth/passkeys/options", async ({ api }) => {
    return (address) => new TestClient(api).post("/auth/passkeys/options", {}, from(address));
  }),
  limited("passkey.ip", "POST /auth/passkeys/login", async (server) => {
    const { authenticator } = await aPasskeyOwner(server);
    return async (address) => {
      const proof = await anUncountedProof(server, authenticator);
      return new TestClient(server.api).post("/auth/passkeys/login", proof, from(address));
    };
  }),
  limited("passkeys.account", "PATCH /users/passkeys/:id", async (server) => {
    const { authenticator, passkey } = await aPasskeyOwner(server);
    const client = new TestClient(server.api);
    const proof = await anUncountedProof(server, authenticator);
    await client.post("/auth/passkeys/login", proof, from("198.18.0.1"));
    await client.get("/users/profile");
    return (address) =>
      client.send("PATCH", `/users/passkeys/${passkey._id}`, { json: { name: "Work" }, ...from(address) });
  }),
  limited("provider-start.ip", "POST /auth/providers/:name/start", beginningAtProvider),
  limited("provider-start.global", "POST /auth/providers/:name/start", beginningAtProvider),
  limited("provider.ip", "POST /auth/providers/finish", finishingAtProvider),
  limited("provider.global", "POST /auth/providers/finish", finishingAtProvider),
  limited("identities.account", "POST /users/identities", async (server) => {
    const { user, client } = await aSignedInUser(server);
    await changeAccount(server, user._id, { emailVerifiedAt: server.clock.now() });
    const { email } = await anAccount(server);
    const flow = await flowOf(server, somebodyVerified({ email }));
    await client.get("/users/profile");
    // Linked once; after that it is the user's own.
    return (address) => client.post("/users/identities", { flow, password: PASSWORD }, from(address));
  }),
  limited("forgot.ip", "POST /auth/forgot-password", mailing("/auth/forgot-password", { one: false })),
  limited("forgot.account", "POST /auth/forgot-password", mailing("/auth/forgot-password", { one: true })),
  limited("forgot.global", "POST /auth/forgot-password", mailing("/auth/forgot-password", { one: false })),
  limited("resend.ip", "POST /auth/resend-verification", mailing("/auth/resend-verification", { one: false })),
  limited("resend.account", "POST /auth/resend-verification", mailing("/auth/resend-verification", { one: true })),
  limited("resend.global", "POST /auth/resend-verification", mailing("/auth/resend-verification", { one: false })),
  limited("verify.ip", "POST /auth/verify-email", following("/auth/verify-email", "verify-email")),
  limited(
    "reset.ip",
    "POST /auth/reset-password",
    following("/auth/reset-password", "reset-password", { newPassword: "a new horse battery" }),
  ),
  limited("reset.ip", "POST /auth/confirm-email-change", following("/auth/confirm-email-change", "change-email")),
  limited("change-password.account", "POST /auth/change-password", changingPassword),
  limited("reauth.account", "POST /users/change-email", changingEmail),
  limited("reauth.account", "PATCH /users/settings", renaming),
  limited("settings.account", "PATCH /users/settings", changingSettings),
  limited(
    "export.account",
    "GET /users/export",
    asking((client, at) => client.get("/users/export", at)),
  ),
  limited(
    "activity.account",
    "GET /users/activity",
    asking((client, at) => client.get("/users/activity", at)),
  ),
];
