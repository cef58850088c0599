import { describe, expect, test } from "vitest";
import { dummyHash } from "../../src/services/password/index.js";
import type { User } from "../../src/stores/Store.js";
import {
  aRegistration,
  aSignedInUser,
  changeAccount,
  PASSWORD,
  refusalOfAccess,
  refusalOfRefresh,
} from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { enroll, type ProofAges, setProofs } from "../support/http/factors.js";
import type { TestClient, TestResponse } from "../support/http/TestClient.js";
import { MINUTE } from "../support/ManualClock.js";

const NEW_PASSWORD = "a new horse battery";
/** The default of FRESHNESS. */
const FRESH = 10 * MINUTE;

interface Change {
  readonly name: string;
  /** The field of the current password. */
  readonly field: string;
  send(client: TestClient, password: Record<string, string>): Promise<TestResponse>;
}

const CHANGES: readonly Change[] = [
  {
    name: "another username",
    field: "password",
    send: (client, password) =>
      client.send("PATCH", "/users/settings", { json: { username: aRegistration().username, ...password } }),
  },
  {
    name: "another email address",
    field: "password",
    send: (client, password) => client.post("/users/change-email", { newEmail: aRegistration().email, ...password }),
  },
  {
    name: "another password",
    field: "currentPassword",
    send: (client, password) => client.post("/auth/change-password", { newPassword: NEW_PASSWORD, ...password }),
  },
  {
    name: "deletion",
    field: "password",
    send: (client, password) => client.send("DELETE", "/users/account", { json: password }),
  },
];

describeOnOneStore("a change of what protects the account", (servers) => {
  const server = servers.shared();

  /** A user in a session with these proofs. */
  async function someone(proofs: ProofAges, { factor, hasPassword = true }: Partial<Account> = {}) {
    const signedIn = await aSignedInUser(server());
    const { user, sessionId } = signedIn;
    if (factor !== undefined) await enroll(server(), user, factor);
    if (!hasPassword) await changeAccount(server(), user._id, { passwordHash: dummyHash() });
    await setProofs(server(), sessionId, proofs);
    await server().quiet();
    return signedIn;
  }

  async function isUnchanged(userId: string): Promise<boolean> {
    const writes = server().probe.writes.filter((verb) => /^(users|queue|oneTimeTokens)\./.test(verb));
    return writes.length === 0 && (await server().store.users.byId(userId)) !== null;
  }

  describe.each(CHANGES)("$name", ({ field, send }) => {
    const given = { [field]: PASSWORD };

    test("of an account with a password needs it, however fresh the session: a stolen session alone changes nothing", async () => {
      for (const factor of [undefined, "totp", "passkey"] as const) {
        const { client, user } = await someone({ password: 0, totp: 0, passkey: 0 }, { factor });
        expectInvalidFields(await send(client, {}), field);
        expectInvalidFields(await send(client, { [field]: "" }), field);
        expectFailure(await send(client, { [field]: "wrong horse battery" }), 401, "INVALID_CREDENTIALS");
        expect(await isUnchanged(user._id)).toBe(true);
      }
    });

    test("of an account without a factor needs the password alone, however old the session is", async () => {
      const { client } = await someone({ password: 30 * 24 * 60 * MINUTE });
      expect((await send(client, given)).status).toBeLessThan(300);
    });

    test.each<ProofAges>([
      { password: 0 },
      { password: 0, totp: FRESH + 1 },
      { password: 0, "recovery-code": FRESH + 1 },
      { password: 0, passkey: FRESH + 1 },
    ])(
      "of an account with a factor is refused in a session of %j: the password does not walk past it",
      async (proofs) => {
        for (const factor of ["totp", "passkey"] as const) {
          const { client, user } = await someone(proofs, { factor });
          const response = await send(client, given);
          expectFailure(response, 401, "REAUTHENTICATION_REQUIRED");
          expect(response.headers.get("www-authenticate")).toBe(
            'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="600"',
          );
          expect(await isUnchanged(user._id)).toBe(true);
        }
      },
    );

    test.each<ProofAges>([
      { password: 60 * MINUTE, totp: FRESH },
      { password: 60 * MINUTE, "recovery-code": FRESH },
      { passkey: FRESH },
    ])("of an account with a factor works in a session of %j, with the password", async (proofs) => {
      const { client } = await someone(proofs, { factor: "totp" });
      expect((await send(client, given)).status).toBeLessThan(300);
    });

    test("of an account without a password needs a fresh session, and no password", async () => {
      const stale = await someone({ email: FRESH + 1 }, { hasPassword: false });
      const refused = await send(stale.client, {});
      expectFailure(refused, 401, "REAUTHENTICATION_REQUIRED");
      expect(refused.headers.get("www-authenticate")).toContain('acr_values="aal1", max_age="600"');
      expect(await isUnchanged(stale.user._id)).toBe(true);
      const fresh = await someone({ email: FRESH }, { hasPassword: false });
      expect((await send(fresh.client, {})).status).toBeLessThan(300);
    });

    test("of an account with a passkey and without a password needs the passkey again", async () => {
      const account = { factor: "passkey", hasPassword: false } as const;
      const stale = await someone({ passkey: FRESH + 1, email: 0 }, account);
      expectFailure(await send(stale.client, given), 401, "REAUTHENTICATION_REQUIRED");
      const fresh = await someone({ passkey: FRESH }, account);
      expect((await send(fresh.client, {})).status).toBeLessThan(300);
    });
  });

  test("a refused change costs no attempt at the password, and verifies none", async () => {
    const { client, sessionId } = await someone({ password: 0 }, { factor: "totp" });
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const wrong = { currentPassword: "wrong horse battery", newPassword: NEW_PASSWORD };
      expectFailure(await client.post("/auth/change-password", wrong), 401, "REAUTHENTICATION_REQUIRED");
    }
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokedAt: null });
  });

  test("a proof makes the session fresh again, and then the same change works", async () => {
    const { client, sessionId } = await someone({ email: FRESH + 1 }, { hasPassword: false });
    const change = () => client.post("/auth/change-password", { newPassword: NEW_PASSWORD });
    expectFailure(await change(), 401, "REAUTHENTICATION_REQUIRED");
    await setProofs(server(), sessionId, { email: 0 });
    expect((await change()).status).toBe(200);
  });

  test("the first password of an account renews the session, claims no proof by it, and is asked for from then on", async () => {
    const { client, user, sessionId, refreshToken } = await someone(
      { passkey: 0 },
      { factor: "passkey", hasPassword: false },
    );
    const { status, body } = await client.post("/auth/change-password", { newPassword: NEW_PASSWORD });
    expect(status).toBe(200);
    const { methods = [] } = (await server().store.sessions.get(sessionId)) ?? {};
    expect(methods.map(({ method }) => method)).toEqual(["passkey"]);
    expect(await refusalOfAccess(server(), body.data.accessToken)).toBeNull();
    expect(await refusalOfRefresh(server(), refreshToken)).toBe("SESSION_REVOKED");
    expectInvalidFields(await client.send("DELETE", "/users/account", { json: {} }), "password");
    expect(await server().store.users.byId(user._id)).toMatchObject({ epoch: 1 });
  });

  describe("is stopped, because it was allowed without it, by a factor that while the password is verified", () => {
    const MEANWHILE: [string, Partial<User>, Partial<User>][] = [
      ["is begun for the first time", { factorsSince: null }, { factorsSince: 1 }],
      ["is stored", { factorsSince: 1 }, { epoch: 1, epochEnds: [{ epoch: 0, cause: "factor-change", at: 1 }] }],
    ];
    const written = CHANGES.filter(({ name }) => name !== "another email address");

    test.each(MEANWHILE)("%s", async (_what, before, meanwhile) => {
      for (const { send, field, name } of written) {
        const { client, user } = await someone({ password: 0 });
        await changeAccount(server(), user._id, before);
        let isFirst = true;
        server().probe.before(async (verb) => {
          if (!/^users\.(compareAndSet|delete)$/.test(verb) || !isFirst) return;
          isFirst = false;
          await changeAccount(server(), user._id, meanwhile);
        });
        const response = await send(client, { [field]: PASSWORD });
        server().probe.heal();
        expectFailure(response, 401, "REAUTHENTICATION_REQUIRED");
        const { username, passwordHash } = user;
        const stored = { ...meanwhile, username, passwordHash };
        expect(await server().store.users.byId(user._id), name).toMatchObject(stored);
        expect((await server().mails()).filter(({ to }) => to === user.email)).toEqual([]);
      }
    });

    test.each(MEANWHILE)(
      "%s: another email address is asked for, and never gets its link",
      async (_what, before, meanwhile) => {
        const { client, user } = await someone({ password: 0 });
        await changeAccount(server(), user._id, before);
        const newEmail = aRegistration().email;
        let isFirst = true;
        server().probe.before(async (verb) => {
          if (verb !== "queue.add" || !isFirst) return;
          isFirst = false;
          await changeAccount(server(), user._id, meanwhile);
        });
        expect((await client.post("/users/change-email", { newEmail, password: PASSWORD })).status).toBe(202);
        server().probe.heal();
        expect((await server().mails()).filter(({ to }) => to === newEmail)).toEqual([]);
        expect(await server().store.oneTimeTokens.listByUser(user._id)).toEqual([]);
      },
    );
  });

  test("the other fields of the settings need none of it", async () => {
    const { client } = await someone({ password: FRESH + 1 }, { factor: "totp" });
    const { status } = await client.send("PATCH", "/users/settings", { json: { fullName: "Ada King" } });
    expect(status).toBe(200);
  });
});

interface Account {
  readonly factor: "totp" | "passkey" | undefined;
  readonly hasPassword: boolean;
}
