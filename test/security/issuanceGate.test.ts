import { describe, expect, test } from "vitest";
import { describedRoutes } from "../../scripts/docs/openapi/describedRoutes.js";
import {
  aRegistration,
  changeAccount,
  claimsOf,
  PASSWORD,
  refusalOfRefresh,
  signIn,
  tokensOf,
} from "../support/http/accounts.js";
import { emailCodeSignIn } from "../support/http/emailCodes.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { enroll, setProofs } from "../support/http/factors.js";
import { aProviderUser, somebody, throughProvider } from "../support/http/providers.js";
import { Authenticator, aTotpUser, aVerifiedAccount } from "../support/http/secondFactors.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { anIdentity } from "../support/records.js";
import { addPasskey, aProof } from "../support/webauthn/passkeys.js";
import { SoftwareAuthenticator } from "../support/webauthn/SoftwareAuthenticator.js";

const KINDS = ["no factor", "TOTP", "passkey", "role that needs two"] as const;
type Kind = (typeof KINDS)[number];

/** An account in a session that only the password has opened: whatever asks for more, it came later. */
interface Visitor {
  readonly username: string;
  readonly client: TestClient;
  readonly sessionId: string;
  readonly refreshToken: string;
  readonly app: Authenticator | null;
  readonly authenticator: SoftwareAuthenticator;
}

async function aVisitor(server: TestServer, kind: Kind): Promise<Visitor> {
  const authenticator = new SoftwareAuthenticator();
  const { user, client, app } = kind === "TOTP" ? await aTotpUser(server) : await aPasswordUser(server);
  if (kind === "passkey") await addPasskey(server, user, authenticator);
  // Granted to somebody who is signed in.
  if (kind === "role that needs two") await changeAccount(server, user._id, { roles: ["admin"] });
  const { sessionId, refreshToken } = tokensOf(client);
  await setProofs(server, sessionId, { password: 0 });
  await server.quiet();
  return { username: user.username, client, sessionId, refreshToken, app, authenticator };
}

async function aPasswordUser(server: TestServer) {
  const user = await aVerifiedAccount(server);
  return { user, client: (await signIn(server, user)).client, app: null };
}

function login({ username, client }: Visitor): Promise<TestResponse> {
  return client.post("/auth/login", { username, password: PASSWORD });
}

/** The flow of a sign-in that waits. */
async function flowOf(visitor: Visitor): Promise<string> {
  return (await login(visitor)).body.challenge?.flow ?? "";
}

/** The flow of ENROLMENT_REQUIRED, or the password in a session. */
async function enrolmentOf(visitor: Visitor, kind: Kind): Promise<{ flow: string } | { password: string }> {
  return kind === "role that needs two" ? { flow: await flowOf(visitor) } : { password: PASSWORD };
}

type Expected = 1 | 2 | string;

interface Row {
  /** What the route gives, in the order of the kinds: tokens of a level, or the code of a refusal. */
  readonly expected: readonly [Expected, Expected, Expected, Expected];
  run(visitor: Visitor, kind: Kind, server: TestServer): Promise<TestResponse>;
}

const ASKED = [1, "SECOND_FACTOR_REQUIRED", "SECOND_FACTOR_REQUIRED", "ENROLMENT_REQUIRED"] as const;
const STALE = "REAUTHENTICATION_REQUIRED";

/** Every route that gives tokens. A new one has to be added here. */
const ROWS: Readonly<Record<string, Row>> = {
  "POST /auth/login": { expected: ASKED, run: login },
  "POST /auth/refresh-token": { expected: ASKED, run: ({ client }) => client.post("/auth/refresh-token") },
  "POST /auth/reauthenticate": {
    expected: ASKED,
    run: ({ client }) => client.post("/auth/reauthenticate", { password: PASSWORD }),
  },
  "POST /auth/change-password": {
    expected: [1, STALE, STALE, "ENROLMENT_REQUIRED"],
    run: ({ client }) =>
      client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: "a new horse battery" }),
  },
  "POST /auth/second-factor": {
    expected: ["FLOW_INVALID", 2, 2, "FLOW_INVALID"],
    run: async (visitor, kind) => {
      const { client, app, authenticator } = visitor;
      const flow = kind === "no factor" ? "none" : await flowOf(visitor);
      if (kind === "passkey") return client.post("/auth/second-factor", await aProof(client, authenticator, { flow }));
      return client.post("/auth/second-factor", { flow, code: app?.nextCode() ?? "123456" });
    },
  },
  "POST /auth/passkeys/login": {
    expected: ["PASSKEY_INVALID", "PASSKEY_INVALID", 2, "PASSKEY_INVALID"],
    run: async ({ client, authenticator }, kind, server) => {
      // Without one, that of an account which is gone.
      if (kind !== "passkey") await aStrangersPasskey(server, authenticator);
      return client.post("/auth/passkeys/login", await aProof(client, authenticator));
    },
  },
  "POST /auth/email-code/finish": {
    expected: ASKED,
    run: async ({ username, client }, _kind, server) => {
      const { email = "" } = (await server.store.users.byLogin({ username })) ?? {};
      return emailCodeSignIn(server, client, email);
    },
  },
  "POST /auth/register/passkey": {
    expected: [2, 2, 2, 2],
    run: async ({ client, authenticator }) => {
      const { password: _, ...profile } = aRegistration();
      const { body } = await client.post("/auth/register/passkey/options", profile);
      const { flow, options } = body.data as unknown as { flow: string; options: never };
      return client.post("/auth/register/passkey", { flow, credential: authenticator.register(options, {}) });
    },
  },
  "POST /auth/providers/finish": {
    expected: ASKED,
    run: async ({ client, username }, _kind, server) => {
      const user = await server.store.users.byLogin({ username });
      const { issuer, subject, ...said } = somebody();
      await server.store.identities.create(anIdentity({ issuer, subject, userId: user?._id ?? "" }));
      return throughProvider(server, client, { issuer, subject, ...said });
    },
  },
  "POST /auth/providers/register": {
    expected: [1, 1, 1, 1],
    run: async ({ client }, _kind, server) => (await aProviderUser(server, somebody(), client)).response,
  },
  "POST /users/totp/confirm": {
    expected: [2, STALE, STALE, 2],
    run: async (visitor, kind, server) => {
      const { client } = visitor;
      const proof = await enrolmentOf(visitor, kind);
      const begun = await client.post("/users/totp", proof);
      if (begun.status !== 201) return begun;
      const code = new Authenticator(server, begun.body.data.secret).code();
      return client.post("/users/totp/confirm", { code, ...("flow" in proof && proof) });
    },
  },
  "DELETE /users/totp": {
    expected: ["FACTOR_MISSING", STALE, STALE, "FACTOR_MISSING"],
    run: ({ client }) => client.send("DELETE", "/users/totp", { json: { password: PASSWORD } }),
  },
  "POST /users/passkeys": {
    expected: [2, STALE, STALE, 2],
    run: async (visitor, kind) => {
      const { client, authenticator } = visitor;
      const begun = await client.post("/users/passkeys/options", await enrolmentOf(visitor, kind));
      if (begun.status !== 200) return begun;
      const { flow, options } = begun.body.data as unknown as { flow: string; options: never };
      return client.post("/users/passkeys", { flow, credential: authenticator.register(options, {}) });
    },
  },
  "DELETE /users/passkeys/:id": {
    expected: ["NOT_FOUND", STALE, STALE, "NOT_FOUND"],
    run: ({ client }) => client.send("DELETE", "/users/passkeys/of-nobody", { json: { password: PASSWORD } }),
  },
};

async function aStrangersPasskey(server: TestServer, authenticator: SoftwareAuthenticator): Promise<void> {
  const stranger = await aVerifiedAccount(server);
  const { _id: id } = await addPasskey(server, stranger, authenticator);
  await server.store.passkeys.delete({ id, userId: stranger._id });
}

const CELLS = Object.entries(ROWS).flatMap(([name, row]) =>
  KINDS.map((kind, index) => ({ name, kind, run: row.run, expected: row.expected[index] })),
);

/** Where nobody may be signed out, nor learn anything new by it. */
const GATES = new Set(["SECOND_FACTOR_REQUIRED", "ENROLMENT_REQUIRED"]);

async function expectCell(server: TestServer, { kind, run, expected }: (typeof CELLS)[number]): Promise<void> {
  const visitor = await aVisitor(server, kind);
  const before = await lastingPartOf(server, visitor);
  const response = await run(visitor, kind, server);
  if (typeof expected === "number") {
    expect(response.status).toBeLessThan(300);
    expect(claimsOf(response.body.data.accessToken)).toMatchObject({ acr: `aal${expected}` });
    return;
  }
  expect(response.body.code).toBe(expected);
  // A refusal sets no cookie, that of a known device neither, and ends no session that came with it. That of a provider is over.
  expect(response.setCookies.filter((line) => !/^flow-0=; /.test(line))).toEqual([]);
  expect(await lastingPartOf(server, visitor)).toEqual(before);
  if (GATES.has(String(expected))) {
    const { flow, expiresAt, ...methods } = response.body.challenge ?? {};
    expect([typeof flow, Number(expiresAt) > server.clock.now()]).toEqual(["string", true]);
    expect(methods).toEqual({ methods: METHODS[kind] });
  }
}

/** Without the note that its tokens have arrived. */
async function lastingPartOf(server: TestServer, { sessionId }: Visitor): Promise<object> {
  const { confirmedAt: _, version: __, ...rest } = (await server.store.sessions.get(sessionId)) ?? {};
  return rest;
}

const METHODS: Record<Kind, readonly string[]> = {
  "no factor": [],
  TOTP: ["totp", "recovery-code"],
  passkey: ["passkey"],
  "role that needs two": ["totp", "passkey"],
};

test("every route that gives tokens has a row", () => {
  const giving = describedRoutes.filter(({ success }) => success.givesTokens === true);
  const names = giving.map(({ method, path }) => `${method} ${path.replace("/api/v1", "")}`);
  expect(names.sort()).toEqual(Object.keys(ROWS).sort());
});

describeOnOneStore("tokens, with REQUIRE_SECOND_FACTOR=admins", (servers) => {
  const server = servers.shared({ emailCode: "on", requireSecondFactor: "admins" });

  test.each(CELLS)("$name, $kind: $expected", (cell) => expectCell(server(), cell));

  test("a wrong password says nothing of the factors, and no answer says who has one", async () => {
    const bodies = await Promise.all(
      KINDS.map(async (kind) => {
        const { username } = await aVisitor(server(), kind);
        const response = await new TestClient(server().api).post("/auth/login", { username, password: "wrong horse" });
        expectFailure(response, 401, "INVALID_CREDENTIALS");
        return response.body;
      }),
    );
    for (const body of bodies) expect(body).toEqual(bodies[0]);
  });

  test("the flow of a pending sign-in enrolls nothing, and that of an enrollment ends with the first factor", async () => {
    const pending = await flowOf(await aVisitor(server(), "TOTP"));
    const admin = await aVisitor(server(), "role that needs two");
    const enrolment = await flowOf(admin);
    const client = new TestClient(server().api);
    for (const path of ["/users/totp", "/users/passkeys/options"]) {
      expectFailure(await client.post(path, { flow: pending }), 400, "FLOW_INVALID");
    }
    const user = await server().store.users.byLogin({ username: admin.username });
    await enroll(server(), { _id: user?._id ?? "" }, "passkey");
    for (const path of ["/users/totp", "/users/passkeys/options"]) {
      expectFailure(await client.post(path, { flow: enrolment }), 400, "FLOW_INVALID");
    }
    const confirmed = await client.post("/users/totp/confirm", { flow: enrolment, code: "123456" });
    expectFailure(confirmed, 400, "FLOW_INVALID");
  });

  test("an account that is not verified is asked to be that first, so that its enrollment leads somewhere", async () => {
    const { username, client } = await aVisitor(server(), "role that needs two");
    const user = await server().store.users.byLogin({ username });
    await changeAccount(server(), user?._id ?? "", { emailVerifiedAt: null });
    const response = await client.post("/auth/login", { username, password: PASSWORD });
    expectFailure(response, 403, "EMAIL_NOT_VERIFIED");
  });
});

const ON_EVERY_STORE = new Set(["POST /auth/login", "POST /auth/refresh-token"]);

describeOnEveryStore("signing in and refreshing, with REQUIRE_SECOND_FACTOR=admins", (servers) => {
  const server = servers.shared({ emailCode: "on", requireSecondFactor: "admins" });

  test.each(CELLS.filter(({ name }) => ON_EVERY_STORE.has(name)))("$name, $kind: $expected", (cell) =>
    expectCell(server(), cell),
  );

  describe("a refresh that is refused", () => {
    test.each(["passkey", "role that needs two"] as const)(
      "leaves the same token valid, for when it is asked for no longer: %s",
      async (kind) => {
        const { client, username, refreshToken } = await aVisitor(server(), kind);
        for (const attempt of [1, 2])
          expect((await client.post("/auth/refresh-token")).status, `${attempt}`).not.toBe(200);
        const user = await server().store.users.byLogin({ username });
        for (const { _id: id, userId } of await server().store.passkeys.listByUser(user?._id ?? "")) {
          await server().store.passkeys.delete({ id, userId });
        }
        await changeAccount(server(), user?._id ?? "", { roles: [] });
        expect(await refusalOfRefresh(server(), refreshToken)).toBeNull();
      },
    );
  });
});
