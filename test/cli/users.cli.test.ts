import { expect, test } from "vitest";
import { dummyHash } from "../../src/services/password/index.js";
import { newId } from "../../src/utils/ids.js";
import { builtCli } from "../support/cli/builtCli.js";
import { describeOnEveryDatabase } from "../support/cli/databases.js";
import { aLivingSession, anAccount, PASSWORD, type UserData } from "../support/cli/people.js";
import { anIdentity, aPasskey, aSecondFactorsRecord, aSession } from "../support/records.js";

const cli = builtCli();

interface Page {
  readonly users: readonly UserData[];
  readonly next: string | null;
}

describeOnEveryDatabase("latchkey users", ({ place: newPlace }) => {
  test("create stores the account as given, and only a hash of the password", async () => {
    const place = await newPlace();
    const profile = ["--username", "Ada", "--email", "ada@example.com", "--full-name", "Ada Lovelace"];
    const args = ["users", "create", ...profile, "--verified", "--password-stdin", "--role", "admin", "editor"];
    const { user } = await cli().json<{ user: UserData }>(args, { ...place, stdin: `${PASSWORD}\n` });
    expect(user).toMatchObject({ username: "ada", email: "ada@example.com", roles: ["admin", "editor"] });
    const stored = await place.store.users.byId(user._id);
    expect(stored).toMatchObject({ username: "ada", roles: ["admin", "editor"], disabledAt: null, epoch: 0 });
    expect(stored?.emailVerifiedAt).toBeGreaterThan(0);
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$/);
    const events = await place.store.audit.listByUser({ userId: user._id, before: null, limit: 10 });
    expect(events).toMatchObject([{ name: "registered", userAgent: "latchkey (operator)" }]);
  });

  test("create refuses a taken name and a weak password, names the field and stores nothing", async () => {
    const place = await newPlace();
    await anAccount(place.store, "ada");
    const args = ["users", "create", "--full-name", "Eve", "--password-stdin", "--username"];
    const taken = await cli().failure([...args, "ada", "--email", "eve@example.com"], { ...place, stdin: PASSWORD });
    expect(taken).toMatchObject({ exit: 5, code: "USER_EXISTS", errors: [{ path: "username" }] });
    const weak = await cli().failure([...args, "eve", "--email", "eve@example.com"], { ...place, stdin: "xq7#zk" });
    expect(weak).toMatchObject({ exit: 5, code: "VALIDATION_FAILED", errors: [{ path: "password" }] });
    const wrong = await cli().failure([...args, "e!", "--email", "nobody"], { ...place, stdin: PASSWORD });
    expect(wrong.errors.map(({ path }) => path).sort()).toEqual(["email", "username"]);
    expect(await place.store.users.list({ by: "_id", prefix: "", after: null, limit: 10 })).toHaveLength(1);
  });

  test("a stored name with control characters does not control the terminal", async () => {
    const place = await newPlace();
    const fullName = "Ada\u001b[2J\u009b2J\u202egnp";
    await anAccount(place.store, "ada", { fullName });
    for (const args of [
      ["users", "list"],
      ["users", "show", "ada"],
      ["users", "list", "--json"],
    ]) {
      const { stdout } = await cli().run(args, place);
      expect(stdout).toContain("ada@example.com");
      expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
    expect((await cli().json<Page>(["users", "list"], place)).users).toMatchObject([{ fullName }]);
    const { stderr } = await cli().run(["users", "show", fullName, "--nonsense\u009b2J"], place);
    expect(stderr.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test("an account without names is created, shown and changed by its email address or ID", async () => {
    const place = await newPlace();
    const off = { ...place, env: { ...place.env, USERNAME: "off", FULL_NAME: "off" } };
    const args = ["users", "create", "--email", "ada@example.com", "--password-stdin"];
    const { user } = await cli().json<{ user: UserData }>(args, { ...off, stdin: PASSWORD });
    expect(user).toMatchObject({ username: null, fullName: null, email: "ada@example.com" });
    const named = await cli().failure([...args, "--username", "eve"], { ...off, stdin: PASSWORD });
    expect(named).toMatchObject({ exit: 2, code: "USAGE" });
    const list = await cli().run(["users", "list"], place);
    expect(list.stdout).toMatch(new RegExp(`^${user._id} +- +ada@example\\.com`, "m"));
    const shown = await cli().run(["users", "show", user._id], place);
    expect(shown.stdout).toMatch(/^username: +-$/m);
    expect(await cli().failure(["users", "show", `~${user._id}`], place)).toMatchObject({ code: "USER_NOT_FOUND" });
    await cli().json(["users", "set-role", "ada@example.com", "admin"], place);
    const ended = await cli().run(["sessions", "revoke", "--user", "ada@example.com"], place);
    expect(ended.stdout).toBe("All sessions of ada@example.com ended.\n");
    const unsure = await cli().failure(["users", "delete", user._id], place);
    expect(unsure.message).toContain("Delete ada@example.com permanently?");
    expect(await cli().json(["users", "delete", user._id, "--yes"], place)).toEqual({
      deleted: { _id: user._id, username: null },
    });
  });

  test("create asks for no name that is optional, and for one that is required", async () => {
    const place = await newPlace();
    const optional = { ...place, env: { ...place.env, USERNAME: "optional" } };
    const args = ["users", "create", "--email", "ada@example.com", "--password-stdin"];
    const missing = await cli().failure(args, { ...optional, stdin: PASSWORD });
    expect(missing).toMatchObject({ code: "INPUT_MISSING", message: "--full-name is required." });
    const created = await cli().json([...args, "--full-name", "Ada"], { ...optional, stdin: PASSWORD });
    expect(created).toMatchObject({ user: { username: null, fullName: "Ada" } });
  });

  test("list shows each account once over its pages, and searches by the beginning of a name", async () => {
    const place = await newPlace();
    const names = ["bob", "ada", "adam"];
    // Ids of one millisecond are in no order.
    for (const [age, name] of names.entries()) await anAccount(place.store, name, { _id: newId(Date.now() + age) });
    const list = (...args: string[]) => cli().json<Page>(["users", "list", ...args], place);
    const first = await list("--limit", "2");
    expect(first.users.map(({ username }) => username)).toEqual(["bob", "ada"]);
    const second = await list("--limit", "2", "--after", String(first.next));
    expect(second).toMatchObject({ users: [{ username: "adam" }], next: null });
    expect((await list("--username", "Ada")).users.map(({ username }) => username)).toEqual(["ada", "adam"]);
    expect(await list("--username", "ada", "--limit", "1")).toMatchObject({ next: "ada" });
    expect((await list("--username", "ada", "--after", "ada")).users).toMatchObject([{ username: "adam" }]);
    expect((await list("--email", "bob@")).users).toMatchObject([{ username: "bob" }]);
    expect((await list("--email", "nobody")).users).toEqual([]);
  });

  test("show finds an account by ID, username and email address, and shows no hash", async () => {
    const place = await newPlace();
    const { _id } = await anAccount(place.store, "ada");
    for (const name of [_id, "ADA", "ada@example.com"]) {
      const { code, stdout } = await cli().run(["users", "show", name, "--json"], place);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ user: { _id } });
      expect(stdout).not.toContain("argon2");
    }
    const table = await cli().run(["users", "show", "ada"], place);
    expect(table).toMatchObject({ code: 0, stderr: "" });
    expect(table.stdout).toContain("email:             ada@example.com\n");
  });

  test("disable ends the sessions, enable allows a new sign-in, and both log an event", async () => {
    const place = await newPlace();
    const { _id } = await anAccount(place.store, "ada");
    const store = place.store;
    await store.sessions.create(aLivingSession(_id));
    const { user } = await cli().json<{ user: UserData }>(["users", "disable", "ada"], place);
    expect(user.disabledAt).toBeGreaterThan(0);
    expect(await store.users.byId(_id)).toMatchObject({ epoch: 1, epochEnds: [{ epoch: 0, cause: "disabled" }] });
    expect(await cli().json(["sessions", "list", "ada"], place)).toEqual({ sessions: [] });
    await cli().json(["users", "enable", "ada"], place);
    expect(await store.users.byId(_id)).toMatchObject({ disabledAt: null, epoch: 1 });
    const events = await store.audit.listByUser({ userId: _id, before: null, limit: 10 });
    expect(events.map(({ name }) => name)).toEqual(["account_enabled", "account_disabled"]);
  });

  test("identities lists the accounts at providers, and removes one with the sessions that it opened, but not the last way in", async () => {
    const place = await newPlace();
    const { _id: userId } = await anAccount(place.store, "ada");
    const [old, own] = [anIdentity({ userId, createdAt: 1 }), anIdentity({ userId, createdAt: 2 })];
    for (const identity of [old, own]) await place.store.identities.create(identity);
    const methods = [{ method: "provider:example" as const, at: 1, userVerified: false }];
    const now = Date.now();
    const session = aSession({ userId, methods, createdAt: now, idleExpiresAt: now + 60_000, expiresAt: now + 60_000 });
    await place.store.sessions.create(session);
    const listed = await cli().json<{ identities: { _id: string }[] }>(["users", "identities", "ada"], place);
    expect(listed.identities.map(({ _id }) => _id)).toEqual([old._id, own._id]);
    expect((await cli().run(["users", "identities", "ada"], place)).stdout).toContain(own.subject);
    const left = await cli().json<typeof listed>(["users", "identities", "ada", "--remove", old._id], place);
    expect(left.identities.map(({ _id }) => _id)).toEqual([own._id]);
    expect((await place.store.sessions.get(session._id))?.revokedAt).not.toBeNull();
    const again = await cli().failure(["users", "identities", "ada", "--remove", old._id], place);
    expect(again).toMatchObject({ code: "NOT_FOUND" });
    const eve = await anAccount(place.store, "eve", { passwordHash: dummyHash() });
    const last = anIdentity({ userId: eve._id });
    await place.store.identities.create(last);
    const refused = await cli().failure(["users", "identities", "eve", "--remove", last._id], place);
    expect(refused).toMatchObject({ code: "LAST_METHOD" });
  });

  test("reset-factors removes every second factor, ends the sessions and mails the owner, but leaves a way in", async () => {
    const place = await newPlace();
    const store = place.store;
    const { _id } = await anAccount(store, "ada", { factorsSince: 1, emailVerifiedAt: 1 });
    await store.secondFactors.create(aSecondFactorsRecord({ _id }));
    await store.passkeys.create(aPasskey({ userId: _id }));
    const { user } = await cli().json<{ user: UserData }>(["users", "reset-factors", "ada"], place);
    expect(user._id).toBe(_id);
    expect(await store.secondFactors.get(_id)).toBeNull();
    expect(await store.passkeys.listByUser(_id)).toEqual([]);
    expect(await store.users.byId(_id)).toMatchObject({ epoch: 1, epochEnds: [{ epoch: 0, cause: "factor-change" }] });
    const events = await store.audit.listByUser({ userId: _id, before: null, limit: 10 });
    expect(events.map(({ name }) => name)).toEqual(["second_factors_reset"]);

    const passkeyOnly = await anAccount(store, "eve", { passwordHash: dummyHash(), factorsSince: 1 });
    await store.passkeys.create(aPasskey({ userId: passkeyOnly._id }));
    expect(await cli().failure(["users", "reset-factors", "eve"], place)).toMatchObject({ code: "LAST_METHOD" });
    expect(await store.passkeys.listByUser(passkeyOnly._id)).toHaveLength(1);
  });

  test("delete removes all data of the user, after a confirmation only", async () => {
    const place = await newPlace();
    const { _id } = await anAccount(place.store, "ada");
    const store = place.store;
    await store.sessions.create(aSession({ userId: _id }));
    const unsure = await cli().failure(["users", "delete", "ada"], place);
    expect(unsure).toMatchObject({ exit: 2, code: "CONFIRMATION_NEEDED" });
    expect(await store.users.byId(_id)).not.toBeNull();
    const gone = await cli().json(["users", "delete", "ada", "--yes"], place);
    expect(gone).toEqual({ deleted: { _id, username: "ada" } });
    const page = { userId: _id, before: null, limit: 10 };
    expect(await store.users.byId(_id)).toBeNull();
    expect(await store.sessions.listAllByUser(page)).toEqual([]);
    expect(await store.audit.listByUser(page)).toEqual([]);
    expect(await cli().failure(["users", "delete", "ada", "--yes"], place)).toMatchObject({ exit: 3 });
  });

  test("set-role replaces the roles, and removes all of them with --none only", async () => {
    const place = await newPlace();
    const { _id } = await anAccount(place.store, "ada", { roles: ["admin"] });
    const store = place.store;
    const roles = async () => (await store.users.byId(_id))?.roles;
    await cli().json(["users", "set-role", "ada", "editor", "author", "editor"], place);
    expect(await roles()).toEqual(["editor", "author"]);
    expect(await cli().failure(["users", "set-role", "ada"], place)).toMatchObject({ exit: 2, code: "USAGE" });
    expect(await cli().failure(["users", "set-role", "ada", "x", "--none"], place)).toMatchObject({ exit: 2 });
    expect(await cli().failure(["users", "set-role", "ada", "two words"], place)).toMatchObject({ exit: 2 });
    expect(await roles()).toEqual(["editor", "author"]);
    await cli().json(["users", "set-role", "ada", "--none"], place);
    expect(await roles()).toEqual([]);
  });

  test.each(["show", "disable", "enable", "set-role"])(
    "%s of an unknown user is not found and changes nothing",
    async (verb) => {
      const place = await newPlace();
      const args = verb === "set-role" ? [verb, "nobody", "admin"] : [verb, "nobody"];
      const failure = await cli().failure(["users", ...args], place);
      expect(failure).toMatchObject({ exit: 3, code: "USER_NOT_FOUND" });
      expect(await place.store.audit.list({ before: null, limit: 10 })).toEqual([]);
    },
  );
});
