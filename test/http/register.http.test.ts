import { expect, test } from "vitest";
import { anAccount, aRegistration } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";

const USER_KEYS = [
  "_id",
  "avatarUrl",
  "createdAt",
  "email",
  "emailVerified",
  "fullName",
  "roles",
  "updatedAt",
  "username",
];

describeOnEveryStore("registering", (servers) => {
  const server = servers.shared();
  const register = (body: unknown) => new TestClient(server().api).post("/auth/register", body);

  // A list of what may leave, so a new secret field stays inside.
  test("answers 201 with exactly the public fields of the user, and signs nobody in", async () => {
    const body = aRegistration();
    const response = await register({ ...body, avatarUrl: "https://example.com/ada.png" });

    expect(response.status).toBe(201);
    expect(Object.keys(response.body).sort()).toEqual(["data", "message", "statusCode", "success"]);
    expect(Object.keys(response.body.data).sort()).toEqual(USER_KEYS);
    const now = server().clock.now();
    expect(response.body.data).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      username: body.username,
      fullName: body.fullName,
      email: body.email,
      avatarUrl: "https://example.com/ada.png",
      emailVerified: false,
      roles: [],
      createdAt: now,
      updatedAt: now,
    });
    // It gives no access: see "verifying the address".
    expect(response.setCookies).toEqual([expect.stringMatching(/^registration=/)]);
  });

  // Never plain text; the record has all that an incident needs.
  test("stores an Argon2id hash of the password with OWASP's parameters, and what an incident needs", async () => {
    const body = aRegistration();
    await register(body);
    const stored = await server().store.users.byLogin({ username: body.username });
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]+\$[^$]+$/);
    const now = server().clock.now();
    expect(stored).toMatchObject({ epoch: 0, disabledAt: null, createdAt: now, passwordChangedAt: now });
  });
  test("names every failing field at once, and writes nothing", async () => {
    await server().quiet();
    expectInvalidFields(await register({}), "username", "fullName", "email", "password");
    expectInvalidFields(
      await register({ username: "a", fullName: " ", email: "ada", password: "short", avatarUrl: "http://x.org/a" }),
      ...["username", "fullName", "email", "password", "avatarUrl"],
    );
    expect(server().probe.writes).toEqual([]);
  });

  // One name is one account, however it is written.
  test.each([
    ["username", (taken: string) => taken],
    ["username", (taken: string) => taken.toUpperCase()],
    ["username", (taken: string) => `  ${taken}\t`],
    ["email", (taken: string) => taken],
    ["email", (taken: string) => taken.toUpperCase()],
    ["email", (taken: string) => ` ${taken} `],
  ] as const)("409 names the taken %s, in whatever case and space it comes (%#)", async (field, disguise) => {
    const taken = await anAccount(server());
    const body = { ...aRegistration(), [field]: disguise(taken[field]) };
    await server().quiet();

    const response = await register(body);
    expectFailure(response, 409, "USER_EXISTS");
    expect(response.body.errors?.map(({ path }) => path)).toEqual([field]);
    expect(server().probe.writes).toEqual([]);
    expect(await server().store.users.byId(taken._id)).toEqual(taken);
  });

  test("username and email are stored in lower case, the name is trimmed and composed", async () => {
    const body = aRegistration();
    const response = await register({
      ...body,
      username: body.username.toUpperCase(),
      email: body.email.toUpperCase(),
      fullName: "  Rene\u0301e ",
    });
    expect(response.body.data).toMatchObject({ username: body.username, email: body.email, fullName: "Ren\u00e9e" });
  });

  test("unknown keys are ignored and never stored: nobody registers as an administrator", async () => {
    const body = aRegistration();
    const id = "018f0000-0000-7000-8000-000000000000";
    const extras = {
      _id: id,
      roles: ["admin"],
      emailVerifiedAt: 1,
      emailVerified: true,
      epoch: 7,
      version: 7,
      disabledAt: 1,
      passwordHash: "$2b$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
      createdAt: 1,
    };
    const response = await register({ ...body, ...extras });
    expect(response.status).toBe(201);
    const stored = await server().store.users.byId(response.body.data._id);
    expect(stored).toMatchObject({ roles: [], emailVerifiedAt: null, epoch: 0, version: 0, disabledAt: null });
    expect(stored?.passwordHash).not.toBe(extras.passwordHash);
    expect(stored?.createdAt).toBe(server().clock.now());
    expect(await server().store.users.byId(id)).toBeNull();
  });

  // Long enough in code points, never cut, no composition rules.
  test.each([
    ["seven characters", "1234567", false],
    ["seven code points in fourteen units", "😀".repeat(7), false],
    ["eight code points", "😀".repeat(8), true],
    ["eight characters after composing", "e\u0301".repeat(8), true],
    ["seven characters after composing", "e\u0301".repeat(7), false],
    ["256 characters", "p".repeat(256), true],
    ["257 characters", "p".repeat(257), false],
    ["256 code points in 512 units", "😀".repeat(256), true],
    ["half a character", "12345678\ud83d", false],
    ["outer spaces, which count", "  1234  ", true],
  ])("a password of %s", async (_name, password, isAccepted) => {
    const response = await register({ ...aRegistration(), password });
    if (isAccepted) expect(response.status).toBe(201);
    else expectInvalidFields(response, "password");
  });
});
