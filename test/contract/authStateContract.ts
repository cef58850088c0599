import { describe, expect, test } from "vitest";
import type { Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { aNamelessUser, aSession, aSpentToken, aUser, NOW } from "../support/records.js";

/** The rules of the one read on the hot path. */
export function describeAuthState(store: () => Store): void {
  describe("authState", () => {
    test("the session and its owner come together, as they are now", async () => {
      const user = aUser();
      const session = aSession({ userId: user._id, previous: [aSpentToken(0)] });
      await store().users.create(user);
      await store().sessions.create(session);
      expect(await store().authState(session._id)).toStrictEqual({ session, user });
      const next = { ...user, epoch: 1, version: 1 };
      await store().users.compareAndSet(next, 0);
      expect(await store().authState(session._id)).toStrictEqual({ session, user: next });
    });

    test("the owner may have no username and no full name", async () => {
      const user = aNamelessUser();
      const session = aSession({ userId: user._id });
      await store().users.create(user);
      await store().sessions.create(session);
      expect(await store().authState(session._id, user._id)).toStrictEqual({ session, user });
    });

    test("the hint never changes the answer, not even a wrong one", async () => {
      const user = aUser();
      const stranger = aUser();
      const session = aSession({ userId: user._id });
      await store().users.create(user);
      await store().users.create(stranger);
      await store().sessions.create(session);
      expect(await store().authState(session._id, user._id)).toStrictEqual({ session, user });
      expect(await store().authState(session._id, stranger._id)).toStrictEqual({ session, user });
      expect(await store().authState(session._id, newId(NOW))).toStrictEqual({ session, user });
    });

    test("a session survives its deleted user, who is null", async () => {
      const user = aUser();
      const session = aSession({ userId: user._id });
      await store().users.create(user);
      await store().sessions.create(session);
      await store().users.delete(user._id);
      expect(await store().authState(session._id)).toStrictEqual({ session, user: null });
      expect(await store().authState(session._id, user._id)).toStrictEqual({ session, user: null });
    });

    test("a revoked or expired session is returned too: the caller decides about it", async () => {
      const session = aSession({ revokedAt: NOW, revokeReason: "fork", idleExpiresAt: NOW + 1, expiresAt: NOW + 1 });
      await store().sessions.create(session);
      expect(await store().authState(session._id)).toStrictEqual({ session, user: null });
    });

    test("a missing session is null, whichever user the hint names", async () => {
      const user = aUser();
      await store().users.create(user);
      expect(await store().authState(newId(NOW))).toBeNull();
      expect(await store().authState(newId(NOW), user._id)).toBeNull();
    });
  });
}
