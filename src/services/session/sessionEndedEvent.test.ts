import { expect, test } from "vitest";
import { aSession, NOW } from "../../../test/support/records.js";
import { A_CLIENT } from "../../../test/support/services/sessionServices.js";
import { isId } from "../../utils/ids.js";
import { sessionEndedEvent } from "./sessionStatus.js";

const session = aSession({ ip: "192.0.2.1", userAgent: "a browser", generation: 4 });

test("an end is one event, however often it is recorded", () => {
  const end = { reason: "reuse" as const, at: NOW };
  const noted = sessionEndedEvent(session, end, { client: A_CLIENT, detail: { presentedGeneration: 3 } });
  const derived = sessionEndedEvent(session, end);
  expect(derived._id).toBe(noted._id);
  expect(isId(derived._id)).toBe(true);
  expect(sessionEndedEvent(aSession(), end)._id).not.toBe(derived._id);
});

test("ids of ends sort by time", () => {
  const early = sessionEndedEvent(session, { reason: "logout", at: NOW - 1 })._id;
  const late = sessionEndedEvent(aSession(), { reason: "logout", at: NOW })._id;
  expect(early < late).toBe(true);
});

test("an event has the history of its session and nothing secret", () => {
  const event = sessionEndedEvent(session, { reason: "logout", at: NOW }, { client: A_CLIENT });
  expect(event).toMatchObject({
    name: "signed_out",
    sessionId: session._id,
    userId: session.userId,
    ip: A_CLIENT.ip,
    userAgent: A_CLIENT.userAgent,
    detail: { reason: "logout", openedAt: session.createdAt, openedFrom: "192.0.2.1", generation: 4 },
  });
  expect(JSON.stringify(event)).not.toContain(session.tokenHash);
});

test.each([
  ["logout", "signed_out"],
  ["replaced", "session_replaced"],
  ["revoked", "session_revoked"],
  ["reuse", "token_reused"],
  ["fork", "token_forked"],
  ["logout-all", "session_revoked"],
  ["password-change", "session_revoked"],
  ["password-reset", "session_revoked"],
  ["disabled", "session_revoked"],
  ["deleted", "session_revoked"],
  ["idle", "session_expired"],
  ["lifetime", "session_expired"],
  ["unknown", "session_revoked"],
] as const)("an end by %s is recorded as %s", (reason, name) => {
  expect(sessionEndedEvent(session, { reason, at: NOW })).toMatchObject({ name, at: NOW, detail: { reason } });
});

test("an end that nobody was seen to bring about names no address and no device", () => {
  expect(sessionEndedEvent(session, { reason: "idle", at: NOW })).toMatchObject({ ip: null, userAgent: null });
});

test("further details are added to the history", () => {
  const event = sessionEndedEvent(
    session,
    { reason: "reuse", at: NOW },
    { client: null, detail: { presentedGeneration: 3 } },
  );
  expect(event.detail).toEqual({
    reason: "reuse",
    openedAt: session.createdAt,
    openedFrom: session.ip,
    openedWith: session.userAgent,
    generation: 4,
    rotatedAt: session.rotatedAt,
    lastSeenAt: session.lastSeenAt,
    presentedGeneration: 3,
  });
});
