import { expect, test } from "vitest";
import { aSignedInUser, refusalOfRefresh } from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import { REFRESH_SECRET, type TestServer } from "../support/http/testServer.js";

const PREFIX = "lk_rt_";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Presents a token in the body and as a cookie; answers whether both times it was refused as invalid. */
async function expectRefused(server: TestServer, refreshToken: string): Promise<void> {
  const inBody = await new TestClient(server.api).post("/auth/refresh-token", { refreshToken });
  expectFailure(inBody, 401, "REFRESH_TOKEN_INVALID");
  const jar = new TestClient(server.api, { browser: true, cookies: { refreshToken } });
  expectFailure(await jar.post("/auth/refresh-token"), 401, "REFRESH_TOKEN_INVALID");
}

// Random, and nothing but our own key makes a tag.
describeOnOneStore("a refresh token", (servers) => {
  const server = servers.shared();

  test("with any single byte changed is refused, and no store is asked: garbage can end no session", async () => {
    const { refreshToken } = await aSignedInUser(server());
    const bytes = Buffer.from(refreshToken.slice(PREFIX.length), "base64url");
    expect(bytes).toHaveLength(72);
    await server().quiet();
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expectRefused(server(), PREFIX + changed.toString("base64url"));
    }
    expect(server().probe.calls).toEqual([]);
    expect(await refusalOfRefresh(server(), refreshToken)).toBeNull();
  });

  test("in any other text than its own is refused, and no store is asked", async () => {
    const { refreshToken } = await aSignedInUser(server());
    const encoded = refreshToken.slice(PREFIX.length);
    const bytes = Buffer.from(encoded, "base64url");
    const standard = bytes.toString("base64");
    const texts = [
      encoded,
      `LK_RT_${encoded}`,
      `${PREFIX}${PREFIX}${encoded}`,
      `${refreshToken}=`,
      `${refreshToken}A`,
      ` ${refreshToken}`,
      refreshToken.slice(0, -1),
      refreshToken.slice(0, -4),
      PREFIX,
      `${PREFIX}${bytes.toString("hex")}`,
      // Where the last byte is 0 this would be the token itself.
      ...(bytes[71] === 0 ? [] : [`${PREFIX}${bytes.subarray(0, 71).toString("base64url")}A`]),
      `${PREFIX}${"A".repeat(96)}`,
      ...(standard === encoded ? [] : [PREFIX + standard]),
    ];
    await server().quiet();
    for (const text of texts) {
      const response = await new TestClient(server().api).post("/auth/refresh-token", { refreshToken: text });
      expectFailure(response, 401, "REFRESH_TOKEN_INVALID");
    }
    expect(server().probe.calls).toEqual([]);
  });

  test("with any character changed is refused: no two texts are one token", async () => {
    const { refreshToken } = await aSignedInUser(server());
    await server().quiet();
    for (let at = 0; at < refreshToken.length; at += 1) {
      const character = refreshToken[at] ?? "";
      const next = ALPHABET[(ALPHABET.indexOf(character) + 1) % ALPHABET.length] ?? "";
      const token = refreshToken.slice(0, at) + next + refreshToken.slice(at + 1);
      const input = { token, cameFromCookie: false, idempotencyKey: null };
      const client = { isBrowser: false, ip: null, userAgent: null };
      const refusal = { code: "REFRESH_TOKEN_INVALID" };
      await expect(server().container.sessionRefresh.refresh({ ...input, client })).rejects.toMatchObject(refusal);
    }
    expect(server().probe.calls).toEqual([]);
  });

  test("of a server with another secret is refused", async () => {
    const other = await servers.own({ refreshTokenSecret: "another refresh secret 0123456789 abcdefghij" });
    const { refreshToken } = await aSignedInUser(other);
    await server().quiet();
    await expectRefused(server(), refreshToken);
    expect(server().probe.calls).toEqual([]);
  });

  test("garbage neither signs out nor stands in the way of a sign-in", async () => {
    const { client, sessionId } = await aSignedInUser(server());
    const garbage = new TestClient(server().api, { cookies: { refreshToken: `${PREFIX}${"A".repeat(96)}` } });
    expectFailure(await garbage.post("/auth/logout"), 401, "REFRESH_TOKEN_INVALID");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokedAt: null });
    expect((await client.get("/users/profile")).status).toBe(200);
  });
});

describeOnEveryStore("the refresh secrets", (servers) => {
  test("may be changed without signing anybody out: the old one verifies, the first makes new tokens", async () => {
    const next = "the next refresh secret 0123456789 abcdefghij";
    const before = await servers.own({ refreshTokenSecret: REFRESH_SECRET });
    const { refreshToken, sessionId, user } = await aSignedInUser(before);
    const during = await servers.own({ refreshTokenSecret: [next, REFRESH_SECRET] }, before.clock);
    await copySession(before, during, { userId: user._id, sessionId });

    const rotated = await new TestClient(during.api).post("/auth/refresh-token", { refreshToken });
    expect(rotated.status).toBe(200);
    const after = await servers.own({ refreshTokenSecret: next }, before.clock);
    await copySession(during, after, { userId: user._id, sessionId });
    expect(await refusalOfRefresh(after, refreshToken)).toBe("REFRESH_TOKEN_INVALID");
    expect(await refusalOfRefresh(after, rotated.body.data.refreshToken)).toBeNull();
  });
});

/** The same records on a server with other settings, as after a restart. */
async function copySession(
  from: TestServer,
  to: TestServer,
  ids: { userId: string; sessionId: string },
): Promise<void> {
  const user = await from.store.users.byId(ids.userId);
  const session = await from.store.sessions.get(ids.sessionId);
  if (user === null || session === null) throw new Error("There is nothing to copy.");
  await to.store.users.create(user);
  await to.store.sessions.create(session);
}
