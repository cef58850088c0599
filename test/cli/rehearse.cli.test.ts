import { expect, test } from "vitest";
import type { Rehearsed } from "../../src/services/admin/index.js";
import { dummyHash } from "../../src/services/password/index.js";
import { newId } from "../../src/utils/ids.js";
import { builtCli } from "../support/cli/builtCli.js";
import { describeOnEveryDatabase, type Place, sqlitePlace } from "../support/cli/databases.js";
import { anAccount } from "../support/cli/people.js";
import { aPasskey, aSecondFactorsRecord, aUser } from "../support/records.js";

const cli = builtCli();

type Report = Rehearsed & { readonly setting: string };

/** What a decision could have changed. */
async function recordsOf({ store }: Place) {
  const users = await store.users.list({ by: "_id", prefix: "", after: null, limit: 100 });
  const factors = await Promise.all(users.map(({ _id }) => store.secondFactors.get(_id)));
  const passkeys = await Promise.all(users.map(({ _id }) => store.passkeys.listByUser(_id)));
  return { users, factors, passkeys, events: await store.audit.list({ before: null, limit: 100 }) };
}

describeOnEveryDatabase("latchkey rehearse", ({ place: newPlace }) => {
  /** One account of each kind, oldest first. */
  async function placeWithAccounts(): Promise<Place> {
    const place = await newPlace();
    const { store } = place;
    const admin = { roles: ["admin"], emailVerifiedAt: 1 };
    let age = Date.now() - 1000;
    const add = (name: string, overrides: Parameters<typeof anAccount>[2]) => {
      age += 1;
      return anAccount(store, name, { _id: newId(age), ...overrides });
    };
    await add("user", { emailVerifiedAt: 1 });
    await add("stranger", { emailVerifiedAt: null });
    const totp = await add("totp", { ...admin, factorsSince: 1 });
    await store.secondFactors.create(aSecondFactorsRecord({ _id: totp._id }));
    const passkey = await add("passkey", { passwordHash: dummyHash(), factorsSince: 1, emailVerifiedAt: 1 });
    await store.passkeys.create(aPasskey({ userId: passkey._id }));
    // The factor was begun and never confirmed.
    await add("begun", { ...admin, factorsSince: 1 });
    await add("admin", admin);
    await add("unverified", { roles: ["admin"], emailVerifiedAt: null });
    await add("disabled", { ...admin, disabledAt: 1 });
    await add("nobody", { ...admin, passwordHash: dummyHash() });
    return place;
  }

  const named = ({ groups }: Report) =>
    Object.fromEntries(
      Object.entries(groups).map(([name, { count, first }]) => {
        expect(count).toBe(first.length);
        return [name, first.map(({ username }) => username)];
      }),
    );

  test("says of every account what its next sign-in would be, writes nothing, and fails where it locks out", async () => {
    const place = await placeWithAccounts();
    const before = await recordsOf(place);
    const run = async (policy: string) => {
      const { code, stdout } = await cli().run(["rehearse", `REQUIRE_SECOND_FACTOR=${policy}`, "--json"], place);
      const report: Report = JSON.parse(stdout);
      expect(report).toMatchObject({ setting: `REQUIRE_SECOND_FACTOR=${policy}`, accounts: 9 });
      return { code, groups: named(report) };
    };
    const asked = ["totp", "passkey"];
    const none = { enrols: [], unverified: [], disabled: [], "no-way-in": [] };
    const others = ["begun", "admin", "unverified", "disabled", "nobody"];
    expect(await run("off")).toEqual({
      code: 0,
      groups: { ...none, unchanged: ["user", "stranger", ...others], asked },
    });
    const lockedOut = { unverified: ["unverified"], disabled: ["disabled"], "no-way-in": ["nobody"] };
    expect(await run("admins")).toEqual({
      code: 1,
      groups: { ...lockedOut, unchanged: ["user", "stranger"], asked, enrols: ["begun", "admin"] },
    });
    expect(await run("everybody")).toEqual({
      code: 1,
      groups: {
        ...lockedOut,
        unverified: ["stranger", "unverified"],
        unchanged: [],
        asked,
        enrols: ["user", "begun", "admin"],
      },
    });
    expect(await recordsOf(place)).toEqual(before);
  });

  test("names ten of a group at most, and counts all of them over several pages", async () => {
    const place = await newPlace();
    const users = Array.from({ length: 1001 }, (_, index) => `user-${String(index).padStart(4, "0")}`);
    const start = Date.now() - 2000;
    const records = users.map((username, index) =>
      aUser({ _id: newId(start + index), username, email: `${username}@example.com`, emailVerifiedAt: 1 }),
    );
    await place.store.users.createMany(records);
    const { code, stdout, stderr } = await cli().run(["rehearse", "REQUIRE_SECOND_FACTOR=everybody"], place);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const first = users.slice(0, 10).join(", ");
    expect(stdout).toBe(`REQUIRE_SECOND_FACTOR=everybody and 1001 accounts. Nothing was changed.
1001  asked to set up a second factor at the next sign-in: ${first}, and 991 more
`);
  });
});

test("latchkey rehearse explains a setting that it does not know", async () => {
  const place = await sqlitePlace();
  for (const setting of ["REQUIRE_SECOND_FACTOR=all", "FRESHNESS=1m"]) {
    const failure = await cli().failure(["rehearse", setting], place);
    expect(failure).toMatchObject({ exit: 2, code: "USAGE" });
    expect(failure.message).toContain("REQUIRE_SECOND_FACTOR=admins");
  }
});
