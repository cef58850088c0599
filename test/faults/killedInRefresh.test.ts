import { expect, test } from "vitest";
import { describeKills } from "../support/faults/kills/describeKills.js";
import type { After, Scene } from "../support/faults/kills/killEverywhere.js";
import { aSignedInUser } from "../support/http/accounts.js";
import { activityOf } from "../support/http/activityOf.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";

const REFRESH = "/auth/refresh-token";
const SLOW = { timeout: 1_200_000 };

type Kind = "browser" | "retrying" | "strict";
type Held = Awaited<ReturnType<typeof aHolder>>;

/** Somebody with an open session, and how their client sends its refresh token. */
async function aHolder(scene: Scene, kind: Kind) {
  const { user, accessToken, refreshToken, sessionId } = await aSignedInUser(scene, { browser: kind === "browser" });
  return { kind, user, accessToken, refreshToken, sessionId };
}

function spend(api: string, kind: Kind, refreshToken: string, key: string): Promise<TestResponse> {
  if (kind === "browser") return new TestClient(api, { browser: true, cookies: { refreshToken } }).post(REFRESH);
  const headers = kind === "retrying" ? { "idempotency-key": key } : {};
  return new TestClient(api).post(REFRESH, { refreshToken }, { headers });
}

/** A browser finds its tokens in the cookies; one that is not set again is the one it has. */
function tokensIn(answer: TestResponse, held: { refreshToken: string }) {
  const cookie = (name: string) =>
    answer.setCookies
      .map((line) => new RegExp(`^${name}=([^;]+)`).exec(line)?.[1])
      .find((value) => value !== undefined);
  return { accessToken: cookie("accessToken") ?? "", refreshToken: cookie("refreshToken") ?? held.refreshToken };
}

async function refusalOf(sent: Promise<TestResponse>): Promise<string | null> {
  const { status, body } = await sent;
  return status === 200 ? null : [status, body.code, body.reason].join(" ");
}

const profile = (api: string, accessToken: string) =>
  new TestClient(api).get("/users/profile", { bearer: accessToken });

async function storedSession({ store }: Scene, sessionId: string) {
  const session = await store.sessions.get(sessionId);
  if (session === null) throw new Error("The session is gone.");
  return session;
}

/** The spent token ends the session, and with it the token that took its place. */
async function expectSpentTokenIsDead(after: After, spent: string, current: string): Promise<void> {
  const stranger = spend(after.api, "strict", spent, "");
  expect(await refusalOf(stranger)).toBe("401 REFRESH_TOKEN_REUSED reuse");
  expect(await refusalOf(spend(after.api, "strict", current, ""))).toBe("401 SESSION_REVOKED reuse");
}

describeKills("a server killed at every step of a refresh", (kill) => {
  test.each(["browser", "retrying"] as const)("signs no %s client out, and loses nothing", SLOW, async (kind) => {
    const { places, afterAnswer } = await kill({
      prepare: (scene) => aHolder(scene, kind),
      send: (held, api) => spend(api, kind, held.refreshToken, "key of the first token"),
      check: async (held: Held, answer, after) => {
        expect(answer?.status ?? 200).toBe(200);
        const stored = await storedSession(after, held.sessionId);
        expect(stored).toMatchObject({ revokedAt: null });
        expect(answer === null ? [0, 1] : [1]).toContain(stored.generation);

        const acknowledged = answer === null ? held : tokensIn(answer, held);
        const again = await spend(
          after.api,
          kind,
          acknowledged.refreshToken,
          answer === null ? "key of the first token" : "key 2",
        );
        expect([again.status, again.body.code]).toEqual([200, undefined]);
        const now = tokensIn(again, acknowledged);
        expect(await refusalOf(profile(after.api, now.accessToken))).toBeNull();
        expect(await refusalOf(profile(after.api, held.accessToken))).toBeNull();
        await expectSpentTokenIsDead(after, held.refreshToken, now.refreshToken);
      },
    });
    expect(places).toContain("after sessions.compareAndSet");
    expect(afterAnswer).toBeLessThan(places.length);
  });

  test("ends a strict client's session only where its answer was lost, as documented", SLOW, async () => {
    const outcomes = new Set<string>();
    await kill({
      prepare: (scene) => aHolder(scene, "strict"),
      send: (held, api) => spend(api, "strict", held.refreshToken, ""),
      check: async (held: Held, answer, after) => {
        const { generation } = await storedSession(after, held.sessionId);
        const acknowledged = answer === null ? held : tokensIn(answer, held);
        if (answer !== null) expect([answer.status, generation]).toEqual([200, 1]);
        const isLost = answer === null && generation === 1;
        outcomes.add(isLost ? "lost" : "kept");
        const refusal = await refusalOf(spend(after.api, "strict", acknowledged.refreshToken, ""));
        expect(refusal).toBe(isLost ? "401 REFRESH_TOKEN_REUSED reuse" : null);
      },
    });
    expect([...outcomes].sort()).toEqual(["kept", "lost"]);
  });
});

describeKills("a server killed at every step of the end of a stolen session", (kill) => {
  test("leaves it as it was or ended, notifies its owner once, and lets neither token live", SLOW, async () => {
    await kill({
      prepare: async (scene) => {
        const held = await aHolder(scene, "strict");
        const answer = await spend(scene.api, "strict", held.refreshToken, "");
        const current = tokensIn(answer, held);
        expect(await refusalOf(profile(scene.api, current.accessToken))).toBeNull();
        return { ...held, current };
      },
      send: (held, api) => spend(api, "strict", held.refreshToken, ""),
      check: async ({ user, refreshToken, sessionId, current }, answer, after) => {
        const { revokeReason } = await storedSession(after, sessionId);
        expect(answer === null ? [null, "reuse"] : ["reuse"]).toContain(revokeReason);
        expect(answer?.body.code ?? "REFRESH_TOKEN_REUSED").toBe("REFRESH_TOKEN_REUSED");

        const code = revokeReason === null ? "REFRESH_TOKEN_REUSED" : "SESSION_REVOKED";
        expect(await refusalOf(spend(after.api, "strict", refreshToken, ""))).toBe(`401 ${code} reuse`);
        expect(await refusalOf(spend(after.api, "strict", current.refreshToken, ""))).toBe("401 SESSION_REVOKED reuse");
        expect(await refusalOf(profile(after.api, current.accessToken))).toBe("401 SESSION_REVOKED reuse");
        const activity = await activityOf(after, user._id);
        expect(activity.filter(({ name, sessionId: of }) => name === "token_reused" && of === sessionId)).toHaveLength(
          1,
        );
        if (answer !== null) {
          const mails = after.mails.filter(
            ({ to, subject }) => to === user.email && subject.startsWith("A session was"),
          );
          expect(mails).not.toEqual([]);
        }
      },
    });
  });
});
