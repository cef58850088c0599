import { describe, expect, test, vi } from "vitest";
import { type Challenge, LatchkeyError } from "../../packages/client/src/index.js";
import { pretendPage } from "../support/client/pretendPage.js";
import { type Scripted, scriptedApi } from "../support/client/scriptedApi.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";

const ADA = { _id: "ada", username: "ada", fullName: "Ada Lovelace" };
const TOKENS = { accessToken: "access-1", refreshToken: "refresh-1" };
const STORED = { ...TOKENS, accessExpiresAt: null, pendingKey: null };
const SIGNED_IN = { data: { user: ADA, accessToken: "access-2", refreshToken: "refresh-2" } };
const CHALLENGE = { flow: "sealed", methods: ["totp", "recovery-code"], expiresAt: 1_800_000_000_000 };
const SECOND_FACTOR = { status: 401, code: "SECOND_FACTOR_REQUIRED", challenge: CHALLENGE };
const ENROLMENT = { status: 403, code: "ENROLMENT_REQUIRED", challenge: CHALLENGE };
const EXPIRED = { status: 401, code: "ACCESS_TOKEN_EXPIRED" };

/** A session whose access token has expired, and whose refresh is answered with `refusal` until a second factor was given. */
function aChallengedServer(refusal: Scripted) {
  let isMet = false;
  return scriptedApi((line) => {
    if (line === "POST /auth/second-factor" || line === "POST /users/totp/confirm") {
      isMet = true;
      return { data: { ...SIGNED_IN.data, recoveryCodes: ["01ABC-DEFGH"] } };
    }
    if (line === "POST /auth/refresh-token") return isMet ? { data: TOKENS } : refusal;
    return isMet ? { data: ADA } : EXPIRED;
  });
}

describe("a sign-in that needs a second factor", () => {
  test.each([SECOND_FACTOR, ENROLMENT])("answers the challenge of %s, and nobody is signed in", async (refusal) => {
    const storage = createSharedStorage(null);
    const server = scriptedApi(() => refusal);
    const client = server.aClient({ storage });
    const events: unknown[] = [];
    client.on("signed-in", (detail) => events.push(detail));

    const result = await client.login({ username: "ada", password: "correct horse battery" });

    expect(result).toEqual({ challenge: { ...CHALLENGE, code: refusal.code } });
    // What code from before reads of the user is missing, and not another user's.
    expect(Object.keys(result)).toEqual(["challenge"]);
    expect([storage.now(), events, client.state.status]).toEqual([null, [], "unknown"]);
  });

  test("is completed by the flow and a proof, and gives the user", async () => {
    const storage = createSharedStorage(null);
    const server = scriptedApi((line) => (line === "POST /auth/login" ? SECOND_FACTOR : SIGNED_IN));
    const client = server.aClient({ storage });
    const { challenge } = await client.login({ username: "ada", password: "correct horse battery" });

    const user = await client.secondFactor({ flow: challenge?.flow ?? "", code: "287082", rememberMe: false });

    expect(user).toEqual(ADA);
    expect(server.seen.at(-1)?.body).toEqual({ flow: "sealed", code: "287082", rememberMe: false });
    expect(storage.now()).toMatchObject({ accessToken: "access-2", refreshToken: "refresh-2" });
    expect(client.state).toEqual({ status: "signed-in", user: ADA });
  });

  test("rejects a wrong code like any other refusal, and the flow can be used again", async () => {
    const server = scriptedApi(() => ({ status: 401, code: "CODE_INVALID" }));
    const client = server.aClient({ storage: createSharedStorage(STORED) });

    await expect(client.secondFactor({ flow: "sealed", code: "000000" })).rejects.toMatchObject({
      code: "CODE_INVALID",
    });

    // Neither a refresh nor a sign-out.
    expect(server.lines()).toEqual(["POST /auth/second-factor"]);
    expect(client.state.status).toBe("unknown");
  });

  test("by a policy is completed by enrolling, which gives recovery codes", async () => {
    const storage = createSharedStorage(null);
    const server = scriptedApi((line) => {
      if (line === "POST /auth/login") return ENROLMENT;
      if (line === "POST /users/totp") return { data: { secret: "GEZD", uri: "otpauth://", expiresAt: 0 } };
      return { data: { ...SIGNED_IN.data, recoveryCodes: ["01ABC-DEFGH"] } };
    });
    const client = server.aClient({ storage });
    const { challenge } = await client.login({ username: "ada", password: "correct horse battery" });
    const flow = challenge?.flow;

    await client.startTotp({ flow });
    expect(await client.confirmTotp({ flow, code: "287082" })).toEqual(["01ABC-DEFGH"]);

    expect(server.seen.slice(1).map(({ body }) => body)).toEqual([{ flow }, { flow, code: "287082" }]);
    expect(client.state).toMatchObject({ status: "signed-in", user: ADA });
    expect(storage.now()?.refreshToken).toBe("refresh-2");
  });
});

describe.each([SECOND_FACTOR, ENROLMENT])("a refresh that is answered with $code", (refusal) => {
  const challenge = { ...CHALLENGE, code: refusal.code } as Challenge;

  test("signs nobody out: the state has the challenge, and the tokens stay", async () => {
    const storage = createSharedStorage(STORED);
    const server = aChallengedServer(refusal);
    const client = server.aClient({ storage });
    const ends: unknown[] = [];
    client.on("signed-out", (detail) => ends.push(detail));

    const error: unknown = await client.refresh().catch((caught: unknown) => caught);

    if (!(error instanceof LatchkeyError) || error.code !== refusal.code) throw new Error("It was not refused.");
    expect(error.challenge).toEqual(challenge);
    expect(client.state).toEqual({ status: "unknown", challenge });
    expect(storage.now()).toMatchObject(TOKENS);
    expect(ends).toEqual([]);
    client.close();
  });

  test("keeps the user of a page that is open, and is over when the second factor was given", async () => {
    let isExpired = false;
    const challenged = aChallengedServer(refusal);
    const server = scriptedApi((line, body) => {
      const isFresh = line === "GET /users/profile" && !isExpired;
      return isFresh ? { data: ADA } : challenged.answer(line, body);
    });
    const client = server.aClient({ storage: createSharedStorage(STORED) });
    await client.start();
    const ends: unknown[] = [];
    client.on("signed-out", (detail) => ends.push(detail));
    isExpired = true;

    await expect(client.profile()).rejects.toMatchObject({ code: refusal.code });
    expect(client.state).toEqual({ status: "signed-in", user: ADA, challenge });

    await client.secondFactor({ flow: challenge.flow, recoveryCode: "01ABC-DEFGH" });
    expect(client.state).toEqual({ status: "signed-in", user: ADA, challenge: undefined });
    expect(await client.profile()).toEqual(ADA);
    expect(ends).toEqual([]);
    client.close();
  });

  test("is not asked for again by a timer: the server waits for the user", async () => {
    vi.useFakeTimers();
    try {
      const server = aChallengedServer(refusal);
      const client = server.aClient({ storage: createSharedStorage(STORED) });
      await client.start();
      const asked = server.lines();

      await vi.advanceTimersByTimeAsync(60 * 60_000);

      expect(server.lines()).toEqual(asked);
      expect(client.state).toEqual({ status: "unknown", challenge });
      client.close();
    } finally {
      vi.useRealTimers();
    }
  });

  test("rejects a request of the app, since that is no final 401", async () => {
    const server = aChallengedServer(refusal);
    const client = server.aClient({ storage: createSharedStorage(STORED) });

    await expect(client.fetch(`${server.baseUrl}/orders`)).rejects.toMatchObject({ code: refusal.code, challenge });
    client.close();
  });

  test("signs no tab out, and one tab that gives the second factor frees the others", async () => {
    pretendPage();
    const server = aChallengedServer(refusal);
    const tabs = [1, 2, 3].map(() => server.aClient({ mode: "cookies" }));
    const ends: unknown[] = [];
    for (const tab of tabs) tab.on("signed-out", (detail) => ends.push(detail));
    const [first, ...others] = tabs;

    for (const tab of tabs) expect(await tab.start()).toEqual({ status: "unknown", challenge });
    await first?.secondFactor({ flow: challenge.flow, code: "287082" });

    for (const tab of others) {
      await vi.waitFor(() => expect(tab.state).toEqual({ status: "signed-in", user: ADA, challenge: undefined }));
    }
    expect(ends).toEqual([]);
    for (const tab of tabs) tab.close();
  });

  test("is no answer about a session that has ended meanwhile: that still signs out", async () => {
    let hasEnded = false;
    const ended = { status: 401, code: "SESSION_REVOKED", reason: "revoked" };
    const server = scriptedApi((line) => {
      if (line !== "POST /auth/refresh-token") return hasEnded ? ended : EXPIRED;
      return hasEnded ? ended : refusal;
    });
    const client = server.aClient({ storage: createSharedStorage(STORED) });
    await client.start();
    hasEnded = true;

    await expect(client.refresh()).rejects.toMatchObject({ code: "SESSION_REVOKED" });

    expect(client.state).toEqual({ status: "signed-out", reason: "revoked" });
    client.close();
  });
});

test("a change of factors stores the tokens of the answer and leaves the user signed in", async () => {
  const storage = createSharedStorage(STORED);
  const server = scriptedApi((line) => {
    if (line === "GET /users/profile") return { data: ADA };
    if (line === "POST /users/recovery-codes") return { data: { recoveryCodes: ["01ABC-DEFGH"] } };
    return { data: { accessToken: `access of ${line}`, refreshToken: `refresh of ${line}` } };
  });
  const client = server.aClient({ storage });
  await client.start();

  await client.confirmTotp({ code: "287082" });
  expect(storage.now()?.refreshToken).toBe("refresh of POST /users/totp/confirm");
  expect(await client.makeRecoveryCodes({ password: "correct horse battery" })).toEqual(["01ABC-DEFGH"]);
  await client.removeTotp({ password: "correct horse battery" });
  expect(storage.now()?.refreshToken).toBe("refresh of DELETE /users/totp");
  expect(server.seen.at(-1)?.body).toEqual({ password: "correct horse battery" });
  expect(client.state).toEqual({ status: "signed-in", user: ADA });
});
