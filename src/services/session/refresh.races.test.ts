import { beforeEach, describe, expect, test, vi } from "vitest";
import { NOW } from "../../../test/support/records.js";
import {
  A_CLIENT,
  aSignedInSession,
  createSessionServices,
  read,
} from "../../../test/support/services/sessionServices.js";
import type { SessionStore, Store } from "../../stores/Store.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";

type CompareAndSet = SessionStore["compareAndSet"];

let store: Store;
let firstToken: string;

beforeEach(async () => {
  const signedIn = await aSignedInSession(A_CLIENT);
  store = signedIn.store;
  firstToken = signedIn.tokens.refreshToken;
});

/** Refreshes as a strict client, over a store whose compareAndSet is replaced. */
function refreshOver(compareAndSet: CompareAndSet, token = firstToken) {
  const scripted: Store = { ...store, sessions: { ...store.sessions, compareAndSet } };
  const { sessionRefresh } = createSessionServices(scripted);
  return sessionRefresh.refresh({ token, cameFromCookie: false, idempotencyKey: null, client: A_CLIENT });
}

const real: CompareAndSet = (next, version) => store.sessions.compareAndSet(next, version);
const brokenOff = () => new StoreUnavailableError("The connection broke.", { outcome: "unknown" });

describe("a write of unknown outcome", () => {
  test("that did happen is this request's own: it is answered with the token that it wrote", async () => {
    const compareAndSet = vi.fn<CompareAndSet>(real).mockImplementationOnce(async (next, version) => {
      await real(next, version);
      throw brokenOff();
    });
    const tokens = await refreshOver(compareAndSet);
    expect(compareAndSet).toHaveBeenCalledTimes(1);
    // The answered token is the one that the store knows: it can be spent in turn.
    expect((await refreshOver(real, tokens.refreshToken)).refreshToken).not.toBe(tokens.refreshToken);
  });

  test("that did not happen is done again", async () => {
    const compareAndSet = vi.fn<CompareAndSet>(real).mockRejectedValueOnce(brokenOff());
    const tokens = await refreshOver(compareAndSet);
    expect(compareAndSet).toHaveBeenCalledTimes(2);
    await expect(refreshOver(real, tokens.refreshToken)).resolves.toBeDefined();
  });
});

describe("a lost race", () => {
  test("is decided again on the record that won", async () => {
    const compareAndSet = vi.fn<CompareAndSet>(real).mockImplementationOnce(async (next, version) => {
      const won = { ...next, revokedAt: NOW, revokeReason: "logout" as const };
      await real(won, version);
      return { kind: "conflict" };
    });
    await expect(refreshOver(compareAndSet)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
  });

  test("six times over is 503 with a time to wait, never 401, and the token still works", async () => {
    const compareAndSet = vi.fn<CompareAndSet>().mockResolvedValue({ kind: "conflict" });
    const failure = await refreshOver(compareAndSet).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "STORE_UNAVAILABLE", statusCode: 503, retryAfterSeconds: 1 });
    expect(compareAndSet).toHaveBeenCalledTimes(6);
    await expect(refreshOver(real)).resolves.toBeDefined();
  });
});

test("a store that cannot write passes through as such, and the token still works", async () => {
  const down = new StoreUnavailableError("The disk is full.");
  await expect(refreshOver(() => Promise.reject(down))).rejects.toBe(down);
  await expect(refreshOver(real)).resolves.toBeDefined();
});

test("a revoke is written only over the record that it was decided on", async () => {
  await refreshOver(real);
  const compareAndSet = vi.fn<CompareAndSet>(real);
  await expect(refreshOver(compareAndSet)).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED" });
  expect(compareAndSet.mock.calls).toEqual([[expect.objectContaining({ version: 2, revokeReason: "reuse" }), 1]]);
});

test("a theft that two requests find in the same millisecond is reported by the one that ended the session", async () => {
  await refreshOver(real);
  let arrived = 0;
  const compareAndSet: CompareAndSet = async (next, version) => {
    arrived += 1;
    await vi.waitUntil(() => arrived >= 2);
    return real(next, version);
  };
  const scripted: Store = { ...store, sessions: { ...store.sessions, compareAndSet } };
  const { sessionRefresh, onTheft, onDecision } = createSessionServices(scripted);
  const spend = () =>
    sessionRefresh.refresh({ token: firstToken, cameFromCookie: false, idempotencyKey: null, client: A_CLIENT });
  const answers = await Promise.allSettled([spend(), spend()]);
  const codes = answers.map((answer) => (answer.status === "rejected" ? answer.reason.code : "answered"));
  expect(codes.sort()).toEqual(["REFRESH_TOKEN_REUSED", "SESSION_REVOKED"]);
  expect(onTheft).toHaveBeenCalledTimes(1);
  expect(onDecision.mock.calls.flat().sort()).toEqual(["reject", "reuse"]);
});

test("theft is on record: which token came, and which one was current", async () => {
  await refreshOver(real);
  await expect(refreshOver(real)).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED" });
  const session = await store.sessions.get(read(firstToken).sessionId);
  const events = await store.audit.listByUser({ userId: session?.userId ?? "", before: null, limit: 10 });
  expect(events).toMatchObject([
    { name: "token_reused", at: NOW, detail: { presentedGeneration: 0, currentGeneration: 1 } },
  ]);
});
