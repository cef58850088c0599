import { describe, expect, test } from "vitest";
import type { EpochEnd, Store } from "../../src/stores/Store.js";
import { aJob, anAuditEvent, aSession, aSpentToken, aUser, NOW } from "../support/records.js";

/** What goes in and comes out shares nothing with what is stored. */
export function describeCopies(store: () => Store): void {
  describe("records are copies", () => {
    test("changing a record after it was handed in does not change what is stored", async () => {
      const roles = ["user"];
      const spent = [aSpentToken(0)];
      const epochEnds: EpochEnd[] = [];
      const detail = { reason: "first" };
      const payload = { template: "first" };
      const user = aUser({ roles, epochEnds });
      const session = aSession({ userId: user._id, previous: spent });
      const event = anAuditEvent({ userId: user._id, detail });
      const job = aJob({ userId: user._id, payload });
      const accepted = [
        store().users.create(user),
        store().sessions.create(session),
        store().audit.append(event),
        store().queue.add(job),
      ];
      roles.push("admin");
      epochEnds.push({ epoch: 0, cause: "logout-all", at: NOW });
      spent.pop();
      detail.reason = "second";
      payload.template = "second";
      await Promise.all(accepted);
      expect(await store().users.byId(user._id)).toMatchObject({ roles: ["user"], epochEnds: [] });
      expect(await store().sessions.get(session._id)).toMatchObject({ previous: [aSpentToken(0)] });
      expect(await store().audit.listByUser({ userId: user._id, before: null, limit: 1 })).toMatchObject([
        { detail: { reason: "first" } },
      ]);
      expect(await store().queue.listByUser(user._id)).toMatchObject([{ payload: { template: "first" } }]);
    });

    test("changing a record that was handed out does not change what is stored", async () => {
      const user = aUser();
      const session = aSession({ userId: user._id });
      await store().users.create(user);
      await store().sessions.create(session);
      const state = await store().authState(session._id);
      if (state?.user == null) throw new Error("The session and its user were just stored.");
      // Reflect.set answers false, instead of throwing, where an adapter freezes its records.
      Reflect.set(state.session, "version", 7);
      Reflect.set(state.user, "epoch", 7);
      Reflect.set(state.user.roles, 0, "admin");
      expect(await store().authState(session._id)).toStrictEqual({ session, user });
      expect(await store().users.byId(user._id)).toStrictEqual(user);
    });
  });
}
