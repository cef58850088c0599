import { expect, test } from "vitest";
import { dummyHash } from "../../src/services/password/index.js";
import { aSignedInUser, changeAccount } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { aTotpUser } from "../support/http/secondFactors.js";
import { TestClient } from "../support/http/TestClient.js";
import { addPasskey } from "../support/webauthn/passkeys.js";
import { SoftwareAuthenticator } from "../support/webauthn/SoftwareAuthenticator.js";

const PATH = "/users/security";

describeOnEveryStore("GET /users/security", (servers) => {
  const server = servers.shared();

  test("of an account with a password alone names no factor", async () => {
    const { client } = await aSignedInUser(server());
    const { status, body } = await client.get(PATH);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      level: 1,
      authenticatedAt: server().clock.now(),
      methods: [],
      recoveryCodesLeft: 0,
      passkeys: [],
      identities: [],
      hasPassword: true,
    });
  });

  test("names every factor, the codes that are left, and the passkeys as GET /users/passkeys lists them", async () => {
    const { user, client } = await aTotpUser(server());
    await addPasskey(server(), user, new SoftwareAuthenticator());
    const { body } = await client.get(PATH);
    const methods = ["totp", "recovery-code", "passkey"];
    expect(body.data).toMatchObject({ level: 2, methods, recoveryCodesLeft: 10, hasPassword: true });
    const { passkeys } = body.data as unknown as { passkeys: unknown[] };
    expect(passkeys).toEqual((await client.get("/users/passkeys")).body.data);
    expect(passkeys).toHaveLength(1);
    // The key, the counter, the secret and the hashes of codes are for the server alone.
    expect(JSON.stringify(body)).not.toMatch(/publicKey|counter|spent|sealed|hash/);
  });

  test("says that there is no password, and needs a session", async () => {
    const { user, client } = await aSignedInUser(server());
    await changeAccount(server(), user._id, { passwordHash: dummyHash() });
    expect((await client.get(PATH)).body.data).toMatchObject({ hasPassword: false });
    expectFailure(await new TestClient(server().api).get(PATH), 401, "ACCESS_TOKEN_MISSING");
  });
});
