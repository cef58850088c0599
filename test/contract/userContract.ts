import { describe, expect, test } from "vitest";
import type { Store, User } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { RACERS, race } from "../support/race.js";
import { aBcryptHash, aNamelessUser, aUser, NOW } from "../support/records.js";
import type { OpenedStore } from "../support/store/OpenedStore.js";

/** The rules of the users; `open` gives a store of its own. */
export function describeUsers(store: () => Store, open: () => Promise<OpenedStore>): void {
  describe("users.create", () => {
    test("a created user is read back unchanged, with every field set", async () => {
      const user = aUser({
        fullName: "Zoë “Ω” 李 👩‍🚀 'x'; --",
        avatarUrl: "https://example.com/ä.png?x=1&y=$2",
        fields: '{"company":"Ä & $ \\u0000","$where":{"a.b":[1,null,true]},"__proto__":"x"}',
        emailVerifiedAt: NOW + 1,
        roles: ["user", "admin", "ünï"],
        disabledAt: NOW + 2,
        epoch: 3,
        epochEnds: [
          { epoch: 1, cause: "password-change", at: NOW + 3 },
          { epoch: 2, cause: "logout-all", at: NOW + 4 },
        ],
        version: 4,
        updatedAt: NOW + 5,
        passwordChangedAt: NOW + 6,
      });
      expect(await store().users.create(user)).toEqual({ kind: "created" });
      expect(await store().users.byId(user._id)).toStrictEqual(user);
    });

    test("nulls and empty lists are read back as such", async () => {
      const user = aUser({ roles: [], epochEnds: [] });
      await store().users.create(user);
      expect(await store().users.byId(user._id)).toStrictEqual(user);
    });

    test("a hash that waits for its upgrade is stored as it is", async () => {
      const user = aUser({ passwordHash: aBcryptHash() });
      expect(await store().users.create(user)).toEqual({ kind: "created" });
      expect(await store().users.byId(user._id)).toStrictEqual(user);
    });

    test("a username belongs to one user", async () => {
      const first = aUser();
      await store().users.create(first);
      const second = aUser({ username: first.username });
      expect(await store().users.create(second)).toEqual({ kind: "taken", field: "username" });
      expect(await store().users.byId(second._id)).toBeNull();
      expect(await store().users.byLogin({ email: second.email })).toBeNull();
    });

    test("an email belongs to one user", async () => {
      const first = aUser();
      await store().users.create(first);
      const second = aUser({ email: first.email });
      expect(await store().users.create(second)).toEqual({ kind: "taken", field: "email" });
      expect(await store().users.byId(second._id)).toBeNull();
      expect(await store().users.byLogin({ username: second.username })).toBeNull();
    });

    test("of concurrent registrations of one username exactly one is created", async () => {
      const { username } = aUser();
      const results = await race(() => store().users.create(aUser({ username })));
      expect(results.filter((result) => result.kind === "created")).toHaveLength(1);
      const losers = results.filter((result) => result.kind === "taken");
      expect(losers).toEqual(Array(RACERS - 1).fill({ kind: "taken", field: "username" }));
    });

    test("of concurrent registrations of one email exactly one is created", async () => {
      const { email } = aUser();
      const results = await race(() => store().users.create(aUser({ email })));
      expect(results.filter((result) => result.kind === "created")).toHaveLength(1);
      const losers = results.filter((result) => result.kind === "taken");
      expect(losers).toEqual(Array(RACERS - 1).fill({ kind: "taken", field: "email" }));
    });

    test("two users with one id are a fault, and the first one stays", async () => {
      const first = aUser();
      await store().users.create(first);
      await expect(store().users.create(aUser({ _id: first._id }))).rejects.toThrow();
      expect(await store().users.byId(first._id)).toStrictEqual(first);
    });
  });

  describe("users.createMany", () => {
    test("adds each with every field, and answers for each in their order", async () => {
      const taken = aUser();
      await store().users.create(taken);
      const good = [aUser({ roles: ["admin"], avatarUrl: "https://example.com/a.png" }), aUser({ disabledAt: NOW })];
      const many = [good[0], aUser({ username: taken.username }), good[1], aUser({ email: taken.email })] as User[];
      expect(await store().users.createMany(many)).toEqual([
        { kind: "created" },
        { kind: "taken", field: "username" },
        { kind: "created" },
        { kind: "taken", field: "email" },
      ]);
      for (const user of good) expect(await store().users.byId(user._id)).toStrictEqual(user);
      expect(await store().users.byId(many[1]?._id ?? "")).toBeNull();
      expect(await store().users.byId(many[3]?._id ?? "")).toBeNull();
      expect(await store().users.byId(taken._id)).toStrictEqual(taken);
    });

    test("of two with one email in one call the first is added", async () => {
      const first = aUser();
      const second = aUser({ email: first.email });
      expect(await store().users.createMany([first, second])).toEqual([
        { kind: "created" },
        { kind: "taken", field: "email" },
      ]);
      expect(await store().users.byLogin({ email: first.email })).toStrictEqual(first);
    });

    test("of concurrent calls with the same users each user is added once", async () => {
      const users = Array.from({ length: 5 }, () => aUser());
      const copies = () => users.map((user) => ({ ...user, _id: newId(NOW) }));
      const results = await race(() => store().users.createMany(copies()));
      const winners = users.map((_, index) => results.filter((result) => result[index]?.kind === "created").length);
      expect(winners).toEqual(users.map(() => 1));
    });

    test("of nobody does nothing", async () => {
      expect(await store().users.createMany([])).toEqual([]);
    });

    test("a user whose id exists is a fault, and the first one stays", async () => {
      const first = aUser();
      await store().users.create(first);
      await expect(store().users.createMany([aUser(), aUser({ _id: first._id })])).rejects.toThrow();
      expect(await store().users.byId(first._id)).toStrictEqual(first);
    });
  });

  describe("users.findTaken", () => {
    test("answers those that belong to somebody, each field for itself", async () => {
      const [ada, bob] = [aUser(), aUser()];
      await store().users.createMany([ada, bob]);
      const usernames = [ada.username, bob.email, "nobody", "$2"];
      const emails = [bob.email, ada.username, "nobody@example.com"];
      expect(await store().users.findTaken({ usernames, emails })).toEqual({
        usernames: [ada.username],
        emails: [bob.email],
      });
      expect(await store().users.findTaken({ usernames: [], emails: [ada.email] })).toEqual({
        usernames: [],
        emails: [ada.email],
      });
    });

    test("of nothing answers nothing", async () => {
      expect(await store().users.findTaken({ usernames: [], emails: [] })).toEqual({ usernames: [], emails: [] });
    });
  });

  describe("users.byId and users.byLogin", () => {
    test("an unknown user is null", async () => {
      expect(await store().users.byId(newId(NOW))).toBeNull();
      expect(await store().users.byLogin({ username: "nobody" })).toBeNull();
      expect(await store().users.byLogin({ email: "nobody@example.com" })).toBeNull();
    });

    test("a user is found by the exact username and by the exact email", async () => {
      const user = aUser();
      await store().users.create(user);
      expect(await store().users.byLogin({ username: user.username })).toStrictEqual(user);
      expect(await store().users.byLogin({ email: user.email })).toStrictEqual(user);
    });

    test("an identifier of one kind never matches the other kind", async () => {
      const user = aUser();
      await store().users.create(user);
      expect(await store().users.byLogin({ username: user.email })).toBeNull();
      expect(await store().users.byLogin({ email: user.username })).toBeNull();
    });
  });

  describe("users.compareAndSet", () => {
    test("the record of the expected version is replaced in every field", async () => {
      const user = aUser();
      await store().users.create(user);
      const next = aUser({
        _id: user._id,
        fullName: "Neu",
        passwordHash: user.passwordHash.replace("t=2", "t=3"),
        avatarUrl: "https://example.com/a.png",
        fields: '{"plan":"pro"}',
        emailVerifiedAt: NOW + 1,
        roles: ["admin"],
        disabledAt: NOW + 2,
        epoch: 1,
        epochEnds: [{ epoch: 0, cause: "password-reset", at: NOW + 3 }],
        version: 1,
        createdAt: NOW + 3,
        updatedAt: NOW + 4,
        passwordChangedAt: NOW + 5,
      });
      expect(await store().users.compareAndSet(next, 0)).toEqual({ kind: "stored" });
      expect(await store().users.byId(user._id)).toStrictEqual(next);
      expect(await store().users.byLogin({ username: user.username })).toBeNull();
      expect(await store().users.byLogin({ email: next.email })).toStrictEqual(next);
    });

    test("another version is a conflict and changes nothing", async () => {
      const user = aUser({ version: 3 });
      await store().users.create(user);
      expect(await store().users.compareAndSet({ ...user, fullName: "X", version: 3 }, 2)).toEqual({
        kind: "conflict",
      });
      expect(await store().users.compareAndSet({ ...user, fullName: "X", version: 5 }, 4)).toEqual({
        kind: "conflict",
      });
      expect(await store().users.byId(user._id)).toStrictEqual(user);
    });

    test("a deleted user is a conflict and does not come back", async () => {
      const user = aUser();
      expect(await store().users.compareAndSet({ ...user, version: 1 }, 0)).toEqual({ kind: "conflict" });
      expect(await store().users.byId(user._id)).toBeNull();
    });

    test("of concurrent replacements of one version exactly one is stored", async () => {
      const user = aUser();
      await store().users.create(user);
      const results = await race((racer) =>
        store().users.compareAndSet({ ...user, fullName: `racer ${racer}`, version: 1 }, 0),
      );
      const winner = results.findIndex((result) => result.kind === "stored");
      expect(results.filter((result) => result.kind === "conflict")).toHaveLength(RACERS - 1);
      expect(await store().users.byId(user._id)).toStrictEqual({ ...user, fullName: `racer ${winner}`, version: 1 });
    });

    test("another user's username or email is taken, and nothing changes", async () => {
      const other = aUser();
      const user = aUser();
      await store().users.create(other);
      await store().users.create(user);
      const rename = { ...user, username: other.username, fullName: "X", version: 1 };
      expect(await store().users.compareAndSet(rename, 0)).toEqual({ kind: "taken", field: "username" });
      const readdress = { ...user, email: other.email, fullName: "X", version: 1 };
      expect(await store().users.compareAndSet(readdress, 0)).toEqual({ kind: "taken", field: "email" });
      expect(await store().users.byId(user._id)).toStrictEqual(user);
      expect(await store().users.byId(other._id)).toStrictEqual(other);
    });

    test("a lost race comes before a taken name", async () => {
      const other = aUser();
      const user = aUser({ version: 1 });
      await store().users.create(other);
      await store().users.create(user);
      const rename = { ...user, username: other.username, version: 1 };
      expect(await store().users.compareAndSet(rename, 0)).toEqual({ kind: "conflict" });
    });

    test("of users who concurrently want one username exactly one gets it", async () => {
      const { username } = aUser();
      const users = Array.from({ length: RACERS }, () => aUser());
      await Promise.all(users.map((user) => store().users.create(user)));
      const results = await Promise.all(
        users.map((user) => store().users.compareAndSet({ ...user, username, version: 1 }, 0)),
      );
      expect(results.filter((result) => result.kind === "stored")).toHaveLength(1);
      const losers = results.filter((result) => result.kind === "taken");
      expect(losers).toEqual(Array(RACERS - 1).fill({ kind: "taken", field: "username" }));
    });

    test("a given-up username is free again", async () => {
      const user = aUser();
      await store().users.create(user);
      await store().users.compareAndSet({ ...user, username: aUser().username, version: 1 }, 0);
      expect(await store().users.create(aUser({ username: user.username }))).toEqual({ kind: "created" });
    });
  });

  describe("users.delete", () => {
    test("a deleted user is gone and both identifiers are free", async () => {
      const user = aUser();
      await store().users.create(user);
      expect(await store().users.delete(user._id)).toEqual({ kind: "deleted" });
      expect(await store().users.byId(user._id)).toBeNull();
      const successor = aUser({ username: user.username, email: user.email });
      expect(await store().users.create(successor)).toEqual({ kind: "created" });
    });

    test("a missing user is missing", async () => {
      expect(await store().users.delete(newId(NOW))).toEqual({ kind: "missing" });
    });

    test("a version that is expected is deleted, and a user of another version stays", async () => {
      const user = aUser();
      await store().users.create(user);
      const changed = { ...user, version: 1 };
      await store().users.compareAndSet(changed, 0);
      expect(await store().users.delete(user._id, 0)).toEqual({ kind: "missing" });
      expect(await store().users.byId(user._id)).toStrictEqual(changed);
      expect(await store().users.delete(user._id, 1)).toEqual({ kind: "deleted" });
      expect(await store().users.byId(user._id)).toBeNull();
    });

    test("of a deletion and a change of one version exactly one wins", async () => {
      const user = aUser();
      await store().users.create(user);
      const [deletion, change] = await Promise.all([
        store().users.delete(user._id, 0),
        store().users.compareAndSet({ ...user, version: 1 }, 0),
      ]);
      const left = await store().users.byId(user._id);
      if (deletion.kind === "deleted") expect([change.kind, left]).toEqual(["conflict", null]);
      else expect([change.kind, left?.version]).toEqual(["stored", 1]);
    });

    test("of concurrent deletions exactly one deletes", async () => {
      const user = aUser();
      await store().users.create(user);
      const results = await race(() => store().users.delete(user._id));
      expect(results.filter((result) => result.kind === "deleted")).toHaveLength(1);
    });
  });

  describe("users without names", () => {
    test("are read back without them, each by its id and its email, and none takes anything from another one", async () => {
      const [ada, bob] = [aNamelessUser(), aNamelessUser({ fullName: "Bob" })];
      for (const user of [ada, bob]) expect(await store().users.create(user)).toEqual({ kind: "created" });
      for (const user of [ada, bob]) {
        expect(await store().users.byId(user._id)).toStrictEqual(user);
        expect(await store().users.byLogin({ email: user.email })).toStrictEqual(user);
      }
    });

    test("are created at once, by create and by createMany", async () => {
      const created = await race(() => store().users.create(aNamelessUser()));
      expect(created).toEqual(Array(RACERS).fill({ kind: "created" }));
      const many = Array.from({ length: RACERS }, () => aNamelessUser());
      expect(await store().users.createMany(many)).toEqual(Array(RACERS).fill({ kind: "created" }));
    });

    test("are found by no text that could stand for their missing username", async () => {
      const user = aNamelessUser();
      await store().users.create(user);
      const usernames = ["", "null", user._id, `~${user._id}`, "~", user.email];
      for (const username of usernames) expect(await store().users.byLogin({ username })).toBeNull();
      expect(await store().users.findTaken({ usernames, emails: [user.email] })).toEqual({
        usernames: [],
        emails: [user.email],
      });
    });

    test("compete for their email address alone", async () => {
      const user = aNamelessUser();
      await store().users.create(user);
      const second = aNamelessUser({ email: user.email });
      expect(await store().users.create(second)).toEqual({ kind: "taken", field: "email" });
      expect(await store().users.byId(second._id)).toBeNull();
    });

    test("with one id are a fault, and the first one stays", async () => {
      const user = aNamelessUser();
      await store().users.create(user);
      await expect(store().users.create(aNamelessUser({ _id: user._id }))).rejects.toThrow();
      expect(await store().users.byId(user._id)).toStrictEqual(user);
    });

    test("may get them and give them up again, and what was given up is free", async () => {
      const user = aNamelessUser();
      await store().users.create(user);
      const { username } = aUser();
      const named = { ...user, username, fullName: "Ada", version: 1 };
      expect(await store().users.compareAndSet(named, 0)).toEqual({ kind: "stored" });
      expect(await store().users.byLogin({ username })).toStrictEqual(named);
      expect(await store().users.create(aUser({ username }))).toEqual({ kind: "taken", field: "username" });
      const nameless = { ...user, version: 2 };
      expect(await store().users.compareAndSet(nameless, 1)).toEqual({ kind: "stored" });
      expect(await store().users.byId(user._id)).toStrictEqual(nameless);
      expect(await store().users.byLogin({ username })).toBeNull();
      expect(await store().users.create(aUser({ username }))).toEqual({ kind: "created" });
    });

    test("who concurrently want one username: exactly one gets it", async () => {
      const { username } = aUser();
      const users = Array.from({ length: RACERS }, () => aNamelessUser());
      await store().users.createMany(users);
      const results = await Promise.all(
        users.map((user) => store().users.compareAndSet({ ...user, username, version: 1 }, 0)),
      );
      expect(results.filter((result) => result.kind === "stored")).toHaveLength(1);
      const losers = results.filter((result) => result.kind === "taken");
      expect(losers).toEqual(Array(RACERS - 1).fill({ kind: "taken", field: "username" }));
    });

    test("are listed by id and by email, and not by username", async () => {
      const { store: own, dispose } = await open();
      try {
        const [ada, bob, nameless] = [aUser({ username: "ada" }), aUser({ username: "zoe" }), aNamelessUser()];
        await own.users.createMany([ada, bob, nameless]);
        const listed = async (by: "_id" | "username" | "email", prefix = "") =>
          (await own.users.list({ by, prefix, after: null, limit: 10 })).map(({ _id }) => _id);
        expect((await listed("_id")).toSorted()).toEqual([ada._id, bob._id, nameless._id].toSorted());
        expect(await listed("email", nameless.email)).toEqual([nameless._id]);
        expect(await listed("username")).toEqual([ada._id, bob._id]);
        expect(await listed("username", "~")).toEqual([]);
        const afterAll = await own.users.list({ by: "username", prefix: "", after: "zoe", limit: 10 });
        expect(afterAll).toEqual([]);
      } finally {
        await dispose();
      }
    });
  });

  describe("users.list", () => {
    test("pages in the order of each field go through everybody once, with every field set", async () => {
      const { store: own, dispose } = await open();
      try {
        const users = Array.from({ length: 7 }, () => aUser({ epochEnds: [{ epoch: 0, cause: "disabled", at: NOW }] }));
        for (const user of users) await own.users.create(user);
        for (const by of ["_id", "username", "email"] as const) {
          const seen: User[] = [];
          let after: string | null = null;
          for (let page = 0; page < 4; page += 1) {
            const found: User[] = await own.users.list({ by, prefix: "", after, limit: 3 });
            seen.push(...found);
            after = found.at(-1)?.[by] ?? after;
          }
          expect(seen).toStrictEqual(users.toSorted((a, b) => (a[by] < b[by] ? -1 : 1)));
        }
      } finally {
        await dispose();
      }
    });

    test("a prefix is exact: no pattern, and nobody beside it", async () => {
      const { store: own, dispose } = await open();
      try {
        const names = ["ad", "ada", "ada.l", "adaZ".toLowerCase(), "adb", "a_a", "axa", "bada"];
        for (const username of names) await own.users.create(aUser({ username, email: `${username}@example.com` }));
        const named = async (by: "username" | "email", prefix: string, after: string | null = null) =>
          (await own.users.list({ by, prefix, after, limit: 10 })).map((user) => user.username);
        expect(await named("username", "ada")).toEqual(["ada", "ada.l", "adaz"]);
        expect(await named("username", "ada", "ada")).toEqual(["ada.l", "adaz"]);
        expect(await named("username", "ada", "a")).toEqual(["ada", "ada.l", "adaz"]);
        expect(await named("username", "ada", "adb")).toEqual([]);
        expect(await named("username", "a_")).toEqual(["a_a"]);
        expect(await named("username", ".*")).toEqual([]);
        expect(await named("email", "ada@")).toEqual(["ada"]);
        expect(await named("email", "ad", "adb")).toEqual(["adb"]);
      } finally {
        await dispose();
      }
    });
  });

  describe("users.nextLegacyHash", () => {
    const { passwordHash: today } = aUser();
    const stronger = today.replace("t=2", "t=9");
    // In the order of characters; today's hash lies between the first and the second.
    const waiting = [
      today.replace("m=19456,t=2", "m=1024,t=1"),
      stronger,
      aBcryptHash(),
      "$firebase-scrypt$ln=14,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",
      "$pbkdf2-sha256$i=600000$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",
      "$scrypt$ln=14,r=16,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",
    ].toSorted();

    test("goes through the hashes that wait for an upgrade in their order, and through no other", async () => {
      const { store: own, dispose } = await open();
      try {
        const { users } = own;
        await users.create(aUser());
        expect(await users.nextLegacyHash("")).toBeNull();
        for (const passwordHash of waiting.toReversed()) await users.create(aUser({ passwordHash }));
        await users.create(aUser());
        const found: string[] = [];
        for (let next = await users.nextLegacyHash(""); next !== null; next = await users.nextLegacyHash(next)) {
          found.push(next);
        }
        expect(found).toEqual(waiting);
        expect(await users.nextLegacyHash(today)).toBe(stronger);
        expect(await users.nextLegacyHash(`${stronger}~`)).toBe(waiting[waiting.indexOf(stronger) + 1]);
      } finally {
        await dispose();
      }
    });

    test("an account that was upgraded waits no more", async () => {
      const { store: own, dispose } = await open();
      try {
        const user = aUser({ passwordHash: aBcryptHash() });
        await own.users.create(user);
        expect(await own.users.nextLegacyHash("")).toBe(user.passwordHash);
        await own.users.compareAndSet({ ...user, passwordHash: today, version: 1 }, 0);
        expect(await own.users.nextLegacyHash("")).toBeNull();
      } finally {
        await dispose();
      }
    });
  });
}
