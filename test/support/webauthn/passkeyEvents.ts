import { PASSWORD } from "../http/accounts.js";
import { TestClient } from "../http/TestClient.js";
import type { TestServer } from "../http/testServer.js";
import { addPasskey, aPasskeyOwner, aProof, aVerifiedUser, enrol, passkeySignIn } from "./passkeys.js";
import { SoftwareAuthenticator } from "./SoftwareAuthenticator.js";

const PHONE = { headers: { "user-agent": "Phone/1.0" } };
const LOGIN = "/auth/passkeys/login";

/** How each event about a passkey comes about, from a phone. Answers the user's id. */
export const PASSKEY_EVENT_SOURCES = {
  passkey_added: async (server: TestServer) => {
    const { user, client } = await aVerifiedUser(server);
    await enrol(client, new SoftwareAuthenticator(), { asked: { password: PASSWORD }, options: PHONE });
    return user._id;
  },
  passkey_renamed: async (server: TestServer) => {
    const { user, passkey, client } = await aSignedInOwner(server);
    await client.send("PATCH", `/users/passkeys/${passkey._id}`, { json: { name: "Work" }, ...PHONE });
    return user._id;
  },
  passkey_removed: async (server: TestServer) => {
    const { user, passkey, client } = await aSignedInOwner(server);
    await client.send("DELETE", `/users/passkeys/${passkey._id}`, { json: { password: PASSWORD }, ...PHONE });
    return user._id;
  },
  passkey_refused: async (server: TestServer) => {
    const { user, authenticator, client } = await aSignedInOwner(server);
    await client.post(LOGIN, await aProof(client, authenticator, { counter: 1 }), PHONE);
    return user._id;
  },
  passkey_counter_fell: async (server: TestServer) => {
    const authenticator = new SoftwareAuthenticator({ synced: true, counts: true });
    const { user } = await aPasskeyOwner(server, { authenticator });
    const client = new TestClient(server.api);
    await passkeySignIn(client, authenticator);
    await client.post(LOGIN, await aProof(client, authenticator, { counter: 1 }), PHONE);
    return user._id;
  },
};

async function aSignedInOwner(server: TestServer) {
  const owner = await aPasskeyOwner(server);
  await addPasskey(server, owner.user, new SoftwareAuthenticator());
  const client = new TestClient(server.api);
  await passkeySignIn(client, owner.authenticator);
  return { ...owner, client };
}
