import { expect, test } from "vitest";
import { describeKills } from "../support/faults/kills/describeKills.js";
import { aSignedInUser, PASSWORD, tokensOf } from "../support/http/accounts.js";
import { activityOf } from "../support/http/activityOf.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";

const SLOW = { timeout: 1_200_000 };

function refusalIn({ status, body }: TestResponse): string | null {
  return status === 200 ? null : [status, body.code, body.reason].join(" ");
}

const profile = async (api: string, accessToken: string) =>
  refusalIn(await new TestClient(api).get("/users/profile", { bearer: accessToken }));
const refresh = async (api: string, refreshToken: string) =>
  refusalIn(await new TestClient(api).post("/auth/refresh-token", { refreshToken }));

describeKills("a server killed at every step of a sign-in", (kill) => {
  test(
    "keeps what it acknowledged, takes the next try, and lets the replaced session not outlive it",
    SLOW,
    async () => {
      const { places, afterAnswer } = await kill({
        prepare: async (scene) => {
          const { user, client, accessToken, refreshToken, sessionId } = await aSignedInUser(scene);
          return { user, accessToken, refreshToken, sessionId, cookies: Object.fromEntries(client.cookies) };
        },
        send: ({ user, cookies }, api) => signIn(api, user, cookies).then(({ answer }) => answer),
        check: async (before, answer, after) => {
          const { user, cookies } = before;
          const all = { userId: user._id, before: null, limit: 100 };
          const sessions = await after.store.sessions.listAllByUser(all);
          const opened = sessions.filter(({ _id }) => _id !== before.sessionId);
          expect(opened.length).toBeLessThanOrEqual(1);
          for (const session of opened) expect(session).toMatchObject({ generation: 0, version: 0, revokedAt: null });
          const replaced = sessions.find(({ _id }) => _id === before.sessionId);
          // The new session is there before the old one goes: nobody is left with neither.
          if (opened.length === 0) expect(replaced?.revokedAt).toBeNull();

          if (answer !== null) {
            expect(answer.status).toBe(200);
            expect(opened).toHaveLength(1);
            const { accessToken, refreshToken } = answer.body.data;
            expect(await profile(after.api, accessToken)).toBeNull();
            expect(await refresh(after.api, refreshToken)).toBeNull();
          } else {
            const again = await signIn(after.api, user, cookies);
            expect(refusalIn(again.answer)).toBeNull();
            expect(await profile(after.api, tokensOf(again.client).accessToken)).toBeNull();
          }
          expect(await refresh(after.api, before.refreshToken)).toBe("401 SESSION_REVOKED replaced");
          expect(await profile(after.api, before.accessToken)).toBe("401 SESSION_REVOKED replaced");
          const activity = await activityOf(after, user._id);
          expect(activity.filter(({ name }) => name === "session_replaced")).toHaveLength(1);
        },
      });
      expect(places).toContain("after sessions.create");
      expect(places).toContain("after sessions.compareAndSet");
      expect(afterAnswer).toBeGreaterThan(0);
    },
  );
});

async function signIn(api: string, { username }: { username: string }, cookies: object) {
  const client = new TestClient(api, { cookies });
  return { client, answer: await client.post("/auth/login", { username, password: PASSWORD }) };
}

describeKills("a server killed at every step of a sign-out", (kill) => {
  test("has ended the session if it said so, and ends it at the next try if not", SLOW, async () => {
    await kill({
      prepare: (scene) => aSignedInUser(scene),
      send: ({ accessToken, refreshToken }, api) => signOut(api, { accessToken, refreshToken }),
      check: async ({ user, accessToken, refreshToken }, answer, after) => {
        if (answer === null) {
          // The client keeps its tokens until it learns that they are over, so it can ask again.
          expect(refusalIn(await signOut(after.api, { accessToken, refreshToken }))).toBeNull();
        } else {
          expect(refusalIn(answer)).toBeNull();
        }
        expect(await profile(after.api, accessToken)).toBe("401 SESSION_REVOKED logout");
        expect(await refresh(after.api, refreshToken)).toBe("401 SESSION_REVOKED logout");
        const activity = await activityOf(after, user._id);
        expect(activity.filter(({ name }) => name === "signed_out")).toHaveLength(1);
      },
    });
  });
});

function signOut(api: string, cookies: object): Promise<TestResponse> {
  return new TestClient(api, { cookies }).post("/auth/logout");
}
