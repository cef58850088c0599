import { expect, test } from "vitest";
import { builtCli } from "../support/cli/builtCli.js";
import { describeOnEveryDatabase, type Place } from "../support/cli/databases.js";

const cli = builtCli();
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

interface Key {
  readonly kid: string;
  readonly state: "next" | "signing" | "retired";
  readonly isReadable: boolean;
  readonly createdAt: number;
  readonly signsFrom: number;
}

describeOnEveryDatabase("latchkey keys", ({ place: newPlace }) => {
  /** A database of its own, and settings under which key pairs sign. */
  async function es256Place(): Promise<Place> {
    const place = await newPlace();
    return { ...place, env: { ...place.env, ACCESS_TOKEN_ALGORITHM: "ES256" } };
  }

  const keys = async (place: Place, ...args: string[]) =>
    (await cli().json<{ keys: readonly Key[] }>(["keys", ...args], place)).keys;

  const storedKids = async ({ store }: Place) => (await store.signingKeys.list()).map(({ _id }) => _id);

  test("list shows that the first key signs, and no private key", async () => {
    const place = await es256Place();
    const found = await keys(place, "list");
    expect(found).toMatchObject([{ state: "signing", isReadable: true }]);
    expect(found.map(({ kid }) => kid)).toEqual(await storedKids(place));
    const { code, stdout } = await cli().run(["keys", "list"], place);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^KEY +STATE +SIGNS FROM \(UTC\)/);
    const [stored] = await place.store.signingKeys.list();
    expect(stdout).not.toContain(stored?.sealedKey);
    expect(JSON.stringify(found)).not.toContain(stored?.sealedKey);
  });

  test("generate creates one key that signs from tomorrow, and nothing if there is a next key", async () => {
    const place = await es256Place();
    const made = await cli().json<{ created: boolean; keys: readonly Key[] }>(["keys", "generate"], place);
    expect(made).toMatchObject({ created: true, keys: [{ state: "signing" }, { state: "next" }] });
    const next = made.keys[1];
    // The two times are read one after the other.
    const wait = (next?.signsFrom ?? 0) - (next?.createdAt ?? 0);
    expect(Math.round(wait / MINUTE)).toBe(DAY / MINUTE);
    const again = await cli().json(["keys", "generate"], place);
    expect(again).toMatchObject({ created: false, keys: made.keys });
    expect(await storedKids(place)).toEqual(made.keys.map(({ kid }) => kid));
  });

  test("rotate activates the next key, and keeps the one before for its tokens", async () => {
    const place = await es256Place();
    const { keys: before } = await cli().json<{ keys: readonly Key[] }>(["keys", "generate"], place);
    const after = await keys(place, "rotate");
    expect(after.map(({ kid }) => kid)).toEqual(before.map(({ kid }) => kid));
    expect(after).toMatchObject([{ state: "retired" }, { state: "signing" }]);
  });

  test("rotate --revoke-older keeps only the new key", async () => {
    const place = await es256Place();
    const [leaked] = await keys(place, "list");
    const left = await keys(place, "rotate", "--revoke-older");
    expect(left).toMatchObject([{ state: "signing" }]);
    expect(left[0]?.kid).not.toBe(leaked?.kid);
    expect(await storedKids(place)).toEqual(left.map(({ kid }) => kid));
  });

  test("list marks a key that no secret decrypts as unreadable", async () => {
    const place = await es256Place();
    const [lost] = await keys(place, "list");
    const env = { ...place.env, ACCESS_TOKEN_SECRET: "another secret 0123456789 abcdefghij" };
    const found = await keys({ ...place, env }, "list");
    expect(found).toMatchObject([
      { kid: lost?.kid, state: "retired", isReadable: false },
      { state: "signing", isReadable: true },
    ]);
    expect((await cli().run(["keys", "list"], { ...place, env })).stdout).toContain("retired, unreadable");
  });

  test.each([["list"], ["generate"], ["rotate", "--revoke-older"]])(
    "%s under HS256 is refused, says how secrets change, and makes no key",
    async (...args) => {
      const place = await newPlace();
      const failure = await cli().failure(["keys", ...args], place);
      expect(failure).toMatchObject({ exit: 5, code: "NO_KEY_PAIRS" });
      expect(failure.message).toContain("docs/guides/keys.md");
      expect(await storedKids(place)).toEqual([]);
    },
  );

  test("HS256 and ES256 together have keys", async () => {
    const place = await newPlace();
    const env = { ...place.env, ACCESS_TOKEN_ALGORITHM: "HS256,ES256" };
    expect(await keys({ ...place, env }, "list")).toMatchObject([{ state: "signing" }]);
  });
});
