import { beforeEach, describe, expect, test, vi } from "vitest";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { createAccountServices } from "../../../test/support/services/accountServices.js";
import { A_CLIENT, read } from "../../../test/support/services/sessionServices.js";
import { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import type { Store, User } from "../../stores/Store.js";
import { newId } from "../../utils/ids.js";
import type { PasswordHasher } from "../password/index.js";

const OLD_KIND = "old:";
const NEW_KIND = "new:";
const PASSWORD = "correct horse battery";

/** A hasher that costs nothing: the hash is the password behind the name of its kind. */
const hasher = {
  hash: vi.fn<PasswordHasher["hash"]>(async (password) => NEW_KIND + password),
  verify: vi.fn<PasswordHasher["verify"]>(async (stored, password) => stored?.slice(NEW_KIND.length) === password),
  needsRehash: (stored: string) => stored.startsWith(OLD_KIND),
};

let store: Store;
let probe: StoreProbe;
let services: ReturnType<typeof createAccountServices>;
let ada: User;

const adaAsRegistered = {
  username: "ada",
  fullName: "Ada Lovelace",
  email: "ada@example.com",
  password: PASSWORD,
  avatarUrl: null,
};

beforeEach(async () => {
  vi.clearAllMocks();
  store = createMemoryStore();
  await store.open();
  probe = new StoreProbe(store);
  services = createAccountServices(probe.store, { hasher });
  ada = await services.registration.register(adaAsRegistered, A_CLIENT);
  await quiet();
});

/** What runs after an answer has ended; the probe starts again. */
async function quiet(): Promise<void> {
  await services.background.drain();
  probe.reset();
}

const aRequest = (userId = ada._id) => ({ userId, sessionId: newId(1), client: A_CLIENT });
const aSensitiveRequest = (password: string | null = null) => ({ ...aRequest(), methods: [], password });

interface SignInDetails {
  username?: string | null;
  email?: string | null;
  cookie?: string;
  device?: string;
}

const signIn = (password = PASSWORD, more: SignInDetails = {}) =>
  services.signIn.login({
    username: more.username === undefined ? "ada" : more.username,
    email: more.email ?? null,
    password,
    rememberMe: true,
    presentedCookie: more.cookie ?? null,
    presentedDevice: more.device ?? null,
    client: A_CLIENT,
  });

const login = async (...input: Parameters<typeof signIn>) => (await signIn(...input)).tokens;

async function stored(): Promise<User> {
  const user = await store.users.byId(ada._id);
  if (user === null) throw new Error("The user is gone.");
  return user;
}

async function change(changes: Partial<User>): Promise<void> {
  const user = await stored();
  await store.users.compareAndSet({ ...user, ...changes, version: user.version + 1 }, user.version);
}

/** Somebody else acts once, just before the next call of a verb. */
function interfere(where: string, act: () => Promise<unknown>): void {
  let done = false;
  probe.before(async (verb) => {
    if (done || verb !== where) return;
    done = true;
    await act();
  });
}

const WRONG = { code: "INVALID_CREDENTIALS" };

describe("register", () => {
  test("stores the hash alone, and one write decides whether the name is free", async () => {
    const bob = await services.registration.register(
      { ...adaAsRegistered, username: "bob", email: "bob@example.com" },
      A_CLIENT,
    );
    // Noting it and aRequest for the mail run beside the answer.
    expect(probe.calls).toEqual(["users.create", "audit.append", "queue.add"]);
    expect(bob).toMatchObject({ passwordHash: NEW_KIND + PASSWORD, epoch: 0, version: 0, roles: [], disabledAt: null });
    expect(bob).not.toHaveProperty("password");
    expect(await store.users.byId(bob._id)).toEqual(bob);
  });

  test.each([
    ["username", { email: "other@example.com" }],
    ["email", { username: "other" }],
  ])("names the field that is taken: %s", async (path, free) => {
    const failure = { code: "USER_EXISTS", errors: [{ path, message: expect.any(String) }] };
    await expect(services.registration.register({ ...adaAsRegistered, ...free }, A_CLIENT)).rejects.toMatchObject(
      failure,
    );
  });
});

describe("login", () => {
  test("costs reads of the account and its factors and one write, and opens a session in the user's epoch", async () => {
    await change({ epoch: 3 });
    const tokens = await login();
    // Noting it runs beside the answer, and looking for a new device after it.
    const factors = ["secondFactors.get", "passkeys.listByUser"];
    expect(probe.calls.slice(0, 5)).toEqual(["users.byLogin", ...factors, "sessions.create", "audit.append"]);
    expect(await store.sessions.get(read(tokens.refreshToken).sessionId)).toMatchObject({ epoch: 3, userId: ada._id });
  });

  test("an unknown name and a wrong password are one answer, and both verify a hash", async () => {
    await expect(login("wrong")).rejects.toMatchObject(WRONG);
    await expect(login(PASSWORD, { username: "nobody" })).rejects.toMatchObject(WRONG);
    const requester = { lane: "ordinary", ip: A_CLIENT.ip };
    expect(hasher.verify.mock.calls).toEqual([
      [ada.passwordHash, "wrong", requester],
      [null, PASSWORD, requester],
    ]);
  });

  test("username and email together must name one account", async () => {
    await expect(login(PASSWORD, { email: "ada@example.com" })).resolves.toBeDefined();
    await expect(login(PASSWORD, { username: null, email: "ada@example.com" })).resolves.toBeDefined();
    await expect(login(PASSWORD, { email: "bob@example.com" })).rejects.toMatchObject(WRONG);
    await expect(login(PASSWORD, { username: null })).rejects.toMatchObject(WRONG);
  });

  test("a disabled account is reported only after the right password", async () => {
    await change({ disabledAt: 1 });
    await expect(login("wrong")).rejects.toMatchObject(WRONG);
    await expect(login()).rejects.toMatchObject({ code: "ACCOUNT_DISABLED" });
  });

  test("ends the session whose cookie came along, once the new one is open", async () => {
    const first = await login();
    await quiet();
    await login(PASSWORD, { cookie: first.refreshToken });
    const answered = probe.writes.filter((verb) => verb !== "audit.append");
    expect(answered).toEqual(["sessions.create", "sessions.compareAndSet"]);
    expect(await store.sessions.get(read(first.refreshToken).sessionId)).toMatchObject({ revokeReason: "replaced" });
  });

  test("that fails ends nothing", async () => {
    const first = await login();
    await expect(login("wrong", { cookie: first.refreshToken })).rejects.toMatchObject(WRONG);
    expect(await store.sessions.get(read(first.refreshToken).sessionId)).toMatchObject({ revokedAt: null });
  });
});

describe("the lane of a hash", () => {
  /** The lanes of all hashes that a call asks for, in order, whether or not it succeeds. */
  async function lanesOf(call: () => Promise<unknown>): Promise<string[]> {
    hasher.verify.mockClear();
    hasher.hash.mockClear();
    await Promise.allSettled([call()]);
    const requesters = [
      ...hasher.verify.mock.calls.map(([, , who]) => who),
      ...hasher.hash.mock.calls.map(([, who]) => who),
    ];
    expect(new Set(requesters.map(({ ip }) => ip))).toEqual(new Set([A_CLIENT.ip]));
    return requesters.map(({ lane }) => lane);
  }

  const deviceOf = async (user: Parameters<typeof signIn>[1]) => (await signIn(PASSWORD, user)).deviceToken;

  test("is the priority lane for a device that the account knows, with a wrong password too", async () => {
    const device = await deviceOf({ username: "ada" });
    expect(await lanesOf(() => signIn(PASSWORD, { device }))).toEqual(["priority"]);
    expect(await lanesOf(() => signIn("wrong", { device }))).toEqual(["priority"]);
  });

  // Otherwise the wait would say which accounts exist, or a device cookie of one's own would be a way past every stranger.
  test.each(["ada", "nobody"])(
    "is the ordinary one for %s with another account's device, or with none",
    async (username) => {
      await services.registration.register({ ...adaAsRegistered, username: "bob", email: "bob@example.com" }, A_CLIENT);
      const device = await deviceOf({ username: "bob" });
      expect(await lanesOf(() => signIn("wrong", { username, device }))).toEqual(["ordinary"]);
      expect(await lanesOf(() => signIn("wrong", { username }))).toEqual(["ordinary"]);
    },
  );

  test("is the ordinary one for a registration", async () => {
    const bob = { ...adaAsRegistered, username: "bob", email: "bob@example.com" };
    expect(await lanesOf(() => services.registration.register(bob, A_CLIENT))).toEqual(["ordinary"]);
  });

  test("is the priority lane for the upgrade of an old hash: the password was right", async () => {
    await change({ passwordHash: OLD_KIND + PASSWORD });
    expect(await lanesOf(() => signIn())).toEqual(["ordinary", "priority"]);
  });

  test("is the priority lane for everything that a signed-in user confirms with the password", async () => {
    const proof = aSensitiveRequest(PASSWORD);
    const changes = { ...proof, newPassword: "the new password", presentedDevice: null };
    expect(await lanesOf(() => services.passwordChange.change(changes))).toEqual(["priority", "priority"]);
    await change({ passwordHash: ada.passwordHash });
    expect(await lanesOf(() => services.emailChange.request({ ...proof, newEmail: "new@example.com" }))).toEqual([
      "priority",
    ]);
    expect(await lanesOf(() => services.accountDeletion.deleteOwn(proof))).toEqual(["priority"]);
  });

  test("is the priority lane for a reset by a link, and a link that is not valid hashes nothing", async () => {
    await services.passwordReset.request(ada.email);
    await quiet();
    const token = services.mails.at(-1)?.text.split("#token=")[1]?.slice(0, 43) ?? "";
    const reset = { token, newPassword: "the new password", presentedDevice: null, client: A_CLIENT };
    expect(await lanesOf(() => services.passwordReset.reset(reset))).toEqual(["priority"]);
    hasher.hash.mockClear();
    await expect(services.passwordReset.reset(reset)).rejects.toMatchObject({ code: "LINK_INVALID" });
    expect(hasher.hash).not.toHaveBeenCalled();
  });
});

describe("an old hash", () => {
  const newer = { passwordHash: `${NEW_KIND}another password`, epoch: 1 };

  beforeEach(() => change({ passwordHash: OLD_KIND + PASSWORD }));

  test("is upgraded at the login; no session ends by it", async () => {
    const tokens = await login();
    expect(await stored()).toMatchObject({ passwordHash: NEW_KIND + PASSWORD, epoch: 0 });
    await expect(services.sessions.authenticate(tokens.accessToken)).resolves.toBeDefined();
  });

  test("is left alone by a wrong password", async () => {
    await expect(login("wrong")).rejects.toMatchObject(WRONG);
    expect(await stored()).toMatchObject({ passwordHash: OLD_KIND + PASSWORD });
  });

  test("is upgraded once by two logins at once, and both succeed", async () => {
    await expect(Promise.all([login(), login()])).resolves.toHaveLength(2);
    expect(await stored()).toMatchObject({ passwordHash: NEW_KIND + PASSWORD, version: 2 });
  });

  test("that cannot be upgraded now fails no sign-in: the log says so, and the next one upgrades it", async () => {
    const full = new Error("the line is full");
    hasher.hash.mockRejectedValueOnce(full);
    const tokens = await login();
    await expect(services.sessions.authenticate(tokens.accessToken)).resolves.toBeDefined();
    expect(services.onUpgradeFailed.mock.calls).toEqual([[full]]);
    expect(await stored()).toMatchObject({ passwordHash: OLD_KIND + PASSWORD });

    await login();
    expect(await stored()).toMatchObject({ passwordHash: NEW_KIND + PASSWORD });
  });

  test.each(["sessions.create", "users.compareAndSet"])(
    "an upgrade never overwrites a password that was changed before %s",
    async (moment) => {
      interfere(moment, () => change(newer));
      const tokens = await login();
      expect(await stored()).toMatchObject(newer);
      // The change of the password ended this session too: it was opened with the old one.
      await expect(services.sessions.authenticate(tokens.accessToken)).rejects.toMatchObject({
        code: "SESSION_REVOKED",
      });
    },
  );
});

describe("changePassword", () => {
  async function changing(newPassword: string) {
    const { refreshToken } = await login();
    const { sessionId } = read(refreshToken);
    const input = { ...aSensitiveRequest(PASSWORD), sessionId, presentedDevice: null, newPassword };
    return () => services.passwordChange.change(input);
  }

  test("ends every other session by one write and carries this one over", async () => {
    const other = await login();
    const { tokens } = await (await changing("the new password"))();
    expect(await stored()).toMatchObject({ passwordHash: `${NEW_KIND}the new password`, epoch: 1 });
    await expect(services.sessions.authenticate(other.accessToken)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
    await expect(services.sessions.authenticate(tokens.accessToken)).resolves.toMatchObject({ generation: 1 });
  });

  test("of two at once one wins; the other verified a password that is none any more", async () => {
    const changes = [await changing("the first"), await changing("the second")];
    const results = await Promise.allSettled(changes.map((run) => run()));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = results.find((result) => result.status === "rejected");
    expect(refused?.reason).toMatchObject(WRONG);
    expect(await stored()).toMatchObject({ epoch: 1, version: 1 });
  });

  test("beside a change of the profile: both stand", async () => {
    const run = await changing("the new password");
    interfere("users.compareAndSet", () => change({ fullName: "Ada King" }));
    await run();
    expect(await stored()).toMatchObject({ fullName: "Ada King", passwordHash: `${NEW_KIND}the new password` });
  });

  test("with a wrong password, or of an account that is gone, writes nothing", async () => {
    const input = { ...aSensitiveRequest("wrong"), presentedDevice: null, newPassword: "the new password" };
    await expect(services.passwordChange.change(input)).rejects.toMatchObject(WRONG);
    const gone = services.passwordChange.change({ ...input, userId: newId(1) });
    await expect(gone).rejects.toMatchObject({ code: "SESSION_REVOKED" });
    expect(probe.writes).toEqual(["audit.append"]);
  });

  test("beside a logout of this session changes the password and brings nothing back to life", async () => {
    const run = await changing("the new password");
    const [{ _id: sessionId } = { _id: "" }] = await store.sessions.listByUser({
      userId: ada._id,
      epoch: 0,
      now: services.clock.now(),
      limit: 1,
    });
    interfere("users.compareAndSet", () => services.sessionRevocation.revokeOwn(ada._id, sessionId, A_CLIENT));
    await expect(run()).rejects.toMatchObject({ code: "SESSION_REVOKED" });
    expect(await stored()).toMatchObject({ passwordHash: `${NEW_KIND}the new password`, epoch: 1 });
  });
});

describe("changeSettings", () => {
  test("changes what is given, and null removes the picture alone", async () => {
    await services.profile.change(aSensitiveRequest(), { avatarUrl: "https://example.com/ada.png" });
    await services.profile.change(aSensitiveRequest(), { fullName: "Ada King" });
    expect(await stored()).toMatchObject({
      avatarUrl: "https://example.com/ada.png",
      fullName: "Ada King",
      username: "ada",
    });
    await services.profile.change(aSensitiveRequest(), { avatarUrl: null });
    expect(await stored()).toMatchObject({ avatarUrl: null, fullName: "Ada King", epoch: 0 });
  });

  test("a name that is taken is refused by its field", async () => {
    await services.registration.register({ ...adaAsRegistered, username: "bob", email: "bob@example.com" }, A_CLIENT);
    const failure = { code: "USER_EXISTS", errors: [{ path: "username" }] };
    await expect(services.profile.change(aSensitiveRequest(PASSWORD), { username: "bob" })).rejects.toMatchObject(
      failure,
    );
  });

  test("a username that became another one meanwhile is not set back without the password", async () => {
    interfere("users.compareAndSet", () => change({ username: "countess" }));
    const failure = { code: "VALIDATION_FAILED", errors: [{ path: "password" }] };
    await expect(services.profile.change(aSensitiveRequest(), { username: "ada" })).rejects.toMatchObject(failure);
    expect(await stored()).toMatchObject({ username: "countess" });
  });

  test("a password that was changed meanwhile proves no rename", async () => {
    interfere("users.compareAndSet", async () => change({ passwordChangedAt: (await stored()).passwordChangedAt + 1 }));
    await expect(services.profile.change(aSensitiveRequest(PASSWORD), { username: "countess" })).rejects.toMatchObject(
      WRONG,
    );
    expect(await stored()).toMatchObject({ username: "ada" });
  });
});

describe("logoutAll", () => {
  test("ends every session by one write", async () => {
    const sessions = [await login(), await login()];
    await quiet();
    await services.allSessions.revoke(aRequest());
    await services.background.drain();
    expect(probe.writes).toEqual(["users.compareAndSet", "audit.append"]);
    for (const { accessToken } of sessions) {
      await expect(services.sessions.authenticate(accessToken)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
    }
    expect(await stored()).toMatchObject({
      epoch: 1,
      epochEnds: [{ epoch: 0, cause: "logout-all", at: services.clock.now() }],
      passwordHash: ada.passwordHash,
    });
  });

  test("of an account that is gone: SESSION_REVOKED", async () => {
    await expect(services.allSessions.revoke(aRequest(newId(1)))).rejects.toMatchObject({ code: "SESSION_REVOKED" });
  });
});
