import { verify } from "@node-rs/argon2";
import { expect, test } from "vitest";
import { OneTimeLinks } from "../../src/services/email/index.js";
import type { User } from "../../src/stores/Store.js";
import { describeKills } from "../support/faults/kills/describeKills.js";
import type { After } from "../support/faults/kills/killEverywhere.js";
import { anAccount, aSignedInUser, PASSWORD } from "../support/http/accounts.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { Mail } from "../support/mail/mailbox.js";

const SLOW = { timeout: 1_200_000 };
const NEW_PASSWORD = "a new horse battery";

function refusalIn({ status, body }: TestResponse): string | null {
  return status < 300 ? null : [status, body.code, body.reason].filter((part) => part !== undefined).join(" ");
}

const profile = async (api: string, accessToken: string) =>
  refusalIn(await new TestClient(api).get("/users/profile", { bearer: accessToken }));
const refresh = async (api: string, refreshToken: string) =>
  refusalIn(await new TestClient(api).post("/auth/refresh-token", { refreshToken }));

/** Whether the new password is the one that is stored; it is never neither of the two. */
async function isChanged({ store }: After, before: User): Promise<boolean> {
  const user = await store.users.byId(before._id);
  if (user === null) throw new Error("The account is gone.");
  // The hash of before is one of `PASSWORD`, and no hash fits two passwords. Another one is looked at, but not by the hasher, which
  // takes as long as the slowest of all algorithms to say no.
  const changed = user.passwordHash !== before.passwordHash;
  if (changed) expect(await verify(user.passwordHash, NEW_PASSWORD)).toBe(true);
  expect(user).toMatchObject({ epoch: changed ? 1 : 0, version: changed ? 1 : 0 });
  return changed;
}

function mailsTo(mails: readonly Mail[], { email }: { email: string }, subject: string): Mail[] {
  return mails.filter((mail) => mail.to === email && mail.subject.startsWith(subject));
}

describeKills("a server killed at every step of a forgotten password", (kill) => {
  test("sends the mail if it said so, with a link that works; the next one ends the one before", SLOW, async () => {
    await kill({
      prepare: (scene) => anAccount(scene),
      send: ({ email }, api) => new TestClient(api).post("/auth/forgot-password", { email }),
      check: async (user, answer, after) => {
        const sent = mailsTo(after.mails, user, "Reset your password");
        if (answer !== null) {
          expect(refusalIn(answer)).toBeNull();
          expect(sent).not.toEqual([]);
        }
        const links = new OneTimeLinks({ tokens: after.store.oneTimeTokens, clock: after.clock });
        const found = await Promise.all(sent.map(({ token }) => links.find("reset-password", token)));
        // A mail may come twice; the link of the last one is the one that works.
        expect(found.filter((link) => link !== null)).toHaveLength(Math.min(1, sent.length));
        expect(await after.store.queue.listByUser(user._id)).toEqual([]);
      },
    });
  });
});

describeKills("a server killed at every step of a reset", (kill) => {
  test("has reset all or nothing, keeps what it acknowledged, and sends the notice of it", SLOW, async () => {
    const outcomes = new Set<string>();
    const { places } = await kill({
      prepare: async (scene) => {
        const held = await aSignedInUser(scene);
        const { _id: userId, email, passwordChangedAt } = held.user;
        const links = new OneTimeLinks({ tokens: scene.store.oneTimeTokens, clock: scene.clock });
        const payload = { email, passwordChangedAt };
        return { ...held, link: await links.issue({ purpose: "reset-password", userId, payload }) };
      },
      send: ({ link }, api) => reset(api, link),
      check: async ({ user, accessToken, refreshToken, link }, answer, after) => {
        const changed = await isChanged(after, user);
        if (answer !== null) {
          expect(refusalIn(answer)).toBeNull();
          expect(changed).toBe(true);
          expect(mailsTo(after.mails, user, "Your password was reset")).not.toEqual([]);
        }
        const [isAlive, expected] = changed ? [false, "401 SESSION_REVOKED password-reset"] : [true, null];
        expect(await profile(after.api, accessToken)).toBe(expected);
        if (!isAlive) expect(await refresh(after.api, refreshToken)).toBe(expected);

        const again = refusalIn(await reset(after.api, link));
        expect(changed ? ["400 LINK_INVALID"] : [null, "400 LINK_INVALID"]).toContain(again);
        outcomes.add(`${changed ? "reset" : "not reset"}, the next try: ${again}`);
        expect(await after.store.oneTimeTokens.listByUser(user._id)).toEqual([]);
      },
    });
    expect(places).toContain("after oneTimeTokens.take");
    // The link goes first, so that it can never be used twice: who is left with neither asks for another.
    expect([...outcomes].sort()).toEqual([
      "not reset, the next try: 400 LINK_INVALID",
      "not reset, the next try: null",
      "reset, the next try: 400 LINK_INVALID",
    ]);
  });
});

function reset(api: string, token: string): Promise<TestResponse> {
  return new TestClient(api).post("/auth/reset-password", { token, newPassword: NEW_PASSWORD });
}

describeKills("a server killed at every step of a change of the password", (kill) => {
  test("has changed all or nothing, keeps what it acknowledged, and no other session outlives it", SLOW, async () => {
    const { places } = await kill({
      prepare: async (scene) => {
        const held = await aSignedInUser(scene);
        return { ...held, other: await anotherSession(scene, held.user._id) };
      },
      send: ({ accessToken }, api) => change(api, accessToken),
      check: async ({ user, accessToken, refreshToken, other }, answer, after) => {
        const changed = await isChanged(after, user);
        if (answer !== null) {
          expect(refusalIn(answer)).toBeNull();
          expect(changed).toBe(true);
          const { data } = answer.body;
          expect(await profile(after.api, data.accessToken)).toBeNull();
          expect(await refresh(after.api, data.refreshToken)).toBeNull();
          expect(mailsTo(after.mails, user, "Your password was changed")).not.toEqual([]);
        }
        if (!changed) {
          expect(await profile(after.api, other.accessToken)).toBeNull();
          expect(refusalIn(await change(after.api, accessToken))).toBeNull();
        }
        for (const token of [refreshToken, other.refreshToken]) {
          expect(await refresh(after.api, token)).toBe("401 SESSION_REVOKED password-change");
        }
        expect(await profile(after.api, other.accessToken)).toBe("401 SESSION_REVOKED password-change");
      },
    });
    expect(places).toContain("after users.compareAndSet");
  });
});

function change(api: string, accessToken: string): Promise<TestResponse> {
  const json = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  return new TestClient(api).post("/auth/change-password", json, { bearer: accessToken });
}
