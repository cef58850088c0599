import { creationOptions, newChallenge, newPasskey, verifyRegistration } from "../../../src/services/factors/index.js";
import type { Passkey, User } from "../../../src/stores/Store.js";
import { anAccount, aSignedInUser, changeAccount } from "../http/accounts.js";
import type { SendOptions, TestClient, TestResponse } from "../http/TestClient.js";
import type { TestServer } from "../http/testServer.js";
import { type AssertionJson, SoftwareAuthenticator, type Switches } from "./SoftwareAuthenticator.js";

const OPTIONS = "/auth/passkeys/options";

/** The site of a test server. */
export function siteOf({ config }: Pick<TestServer, "config">) {
  const origins = [config.publicOrigin, ...config.passkeyOrigins];
  return { id: config.passkeyRpId, name: config.brandName, origins };
}

/** A passkey of the user in the authenticator, put straight into the store. */
export async function addPasskey(
  server: TestServer,
  user: User,
  authenticator: SoftwareAuthenticator,
  overrides: Partial<Passkey> = {},
): Promise<Passkey> {
  const site = siteOf(server);
  const challenge = newChallenge();
  const credential = authenticator.register(creationOptions(site, user, { challenge, exclude: [] }));
  const made = await verifyRegistration(credential, { challenge, site });
  const now = server.clock.now();
  const passkey = { ...newPasskey(made, { userId: user._id, name: "Phone", site, now }), ...overrides };
  await server.store.passkeys.create(passkey);
  const stored = await server.store.users.byId(user._id);
  if (stored?.factorsSince === null) await changeAccount(server, user._id, { factorsSince: now });
  return passkey;
}

/** A verified account with a passkey in an authenticator of its own. */
export async function aPasskeyOwner(
  server: TestServer,
  {
    authenticator = new SoftwareAuthenticator(),
    ...overrides
  }: Partial<User> & { authenticator?: SoftwareAuthenticator; username?: string; fullName?: string } = {},
) {
  const user = await anAccount(server, { emailVerifiedAt: server.clock.now(), ...overrides });
  const passkey = await addPasskey(server, user, authenticator);
  return { user, authenticator, passkey };
}

/** What the authenticator answers to fresh options, ready to be sent. */
export async function aProof(
  client: TestClient,
  authenticator: SoftwareAuthenticator,
  { flow, ...switches }: Switches & { flow?: string } = {},
  how: SendOptions = {},
): Promise<{ flow: string; credential: AssertionJson }> {
  const { body } = await client.post(OPTIONS, flow === undefined ? {} : { flow }, how);
  const { flow: next, options } = body.data as unknown as { flow: string; options: never };
  return { flow: next, credential: authenticator.assert(options, switches) };
}

/** Signs in with a passkey. */
export async function passkeySignIn(
  client: TestClient,
  authenticator: SoftwareAuthenticator,
  switches: Switches = {},
): Promise<TestResponse> {
  return client.post("/auth/passkeys/login", await aProof(client, authenticator, switches));
}

/** A user with a verified address and a session by the password, put straight into the store. */
export async function aVerifiedUser(server: TestServer) {
  const { user, client, ...session } = await aSignedInUser(server);
  await changeAccount(server, user._id, { emailVerifiedAt: server.clock.now() });
  return { user, client, ...session };
}

/** Adds a passkey over HTTP as a browser does: options with the password, the authenticator, the answer. */
export async function enrol(
  client: TestClient,
  authenticator: SoftwareAuthenticator,
  {
    asked = {},
    sent = {},
    switches = {},
    options: how = {},
  }: { asked?: object; sent?: object; switches?: Switches; options?: SendOptions } = {},
): Promise<TestResponse> {
  const begun = await client.post("/users/passkeys/options", asked);
  if (begun.status !== 200) return begun;
  const { flow, options } = begun.body.data as unknown as { flow: string; options: never };
  return client.post("/users/passkeys", { flow, credential: authenticator.register(options, switches), ...sent }, how);
}
