import { expect, test } from "vitest";
import { newId } from "../../src/utils/ids.js";
import { builtCli } from "../support/cli/builtCli.js";
import { describeOnEveryDatabase } from "../support/cli/databases.js";
import { aLivingSession, anAccount } from "../support/cli/people.js";

const cli = builtCli();

interface SessionList {
  readonly sessions: readonly { _id: string; end: { cause: string } | null }[];
}

describeOnEveryDatabase("latchkey sessions", ({ place: newPlace }) => {
  async function twoSessions() {
    const place = await newPlace();
    const { _id: userId } = await anAccount(place.store, "ada");
    const store = place.store;
    const sessions = [aLivingSession(userId, { userAgent: "Phone/1.0", ip: "203.0.113.7" }), aLivingSession(userId)];
    for (const session of sessions) await store.sessions.create(session);
    const list = (...args: string[]) => cli().json<SessionList>(["sessions", "list", "ada", ...args], place);
    return { place, userId, store, list, phone: sessions[0]?._id ?? "", ids: sessions.map(({ _id }) => _id) };
  }

  test("list shows the active sessions, without a hash or a salt", async () => {
    const { place, list, ids, phone } = await twoSessions();
    expect((await list()).sessions.map(({ _id }) => _id).sort()).toEqual(ids.sort());
    const { stdout } = await cli().run(["sessions", "list", "ada"], place);
    expect(stdout).toMatch(new RegExp(`${phone}  .*active  203\\.0\\.113\\.7  Phone/1\\.0\\n`));
    expect(JSON.stringify(await list("--all"))).not.toMatch(/tokenHash|hash-0|salt/);
  });

  test("revoke ends one session, logs the event, and the list shows the reason", async () => {
    const { place, store, list, userId, phone } = await twoSessions();
    expect(await cli().json(["sessions", "revoke", phone.toUpperCase()], place)).toEqual({
      revoked: { session: phone },
    });
    expect(await store.sessions.get(phone)).toMatchObject({ revokeReason: "revoked", version: 1 });
    expect((await list()).sessions.map(({ _id }) => _id)).not.toContain(phone);
    expect((await list("--all")).sessions.find(({ _id }) => _id === phone)?.end).toMatchObject({ cause: "revoked" });
    const [event] = await store.audit.listByUser({ userId, before: null, limit: 1 });
    expect(event).toMatchObject({ name: "session_revoked", sessionId: phone, userAgent: "latchkey (operator)" });
    const again = await cli().failure(["sessions", "revoke", phone], place);
    expect(again).toMatchObject({ exit: 3, code: "SESSION_NOT_FOUND" });
  });

  test("revoke --user ends all sessions of the user and no others", async () => {
    const { place, store, list, userId } = await twoSessions();
    const other = await anAccount(place.store, "bob");
    await store.sessions.create(aLivingSession(other._id));
    expect(await cli().json(["sessions", "revoke", "--user", "ada"], place)).toEqual({ revoked: { user: userId } });
    expect((await list()).sessions).toEqual([]);
    const ends = (await list("--all")).sessions.map(({ end }) => end?.cause);
    expect(ends).toEqual(["logout-all", "logout-all"]);
    expect((await cli().json<SessionList>(["sessions", "list", "bob"], place)).sessions).toHaveLength(1);
    const [event] = await store.audit.listByUser({ userId, before: null, limit: 1 });
    expect(event).toMatchObject({ name: "signed_out_everywhere" });
  });

  test("list --all shows pages from the newest to the oldest session", async () => {
    const { list } = await twoSessions();
    const [newest] = (await list("--all", "--limit", "1")).sessions;
    const [next, ...rest] = (await list("--all", "--before", String(newest?._id))).sessions;
    expect([next === undefined, rest]).toEqual([false, []]);
    expect(String(next?._id) < String(newest?._id)).toBe(true);
  });

  test("an unknown user or session exits with 3; both or neither is a usage error", async () => {
    const { place, phone, store } = await twoSessions();
    expect(await cli().failure(["sessions", "list", "nobody"], place)).toMatchObject({ exit: 3 });
    expect(await cli().failure(["sessions", "revoke", newId(1)], place)).toMatchObject({ exit: 3 });
    expect(await cli().failure(["sessions", "revoke", "--user", "nobody"], place)).toMatchObject({ exit: 3 });
    expect(await cli().failure(["sessions", "revoke", phone, "--user", "ada"], place)).toMatchObject({ exit: 2 });
    expect(await cli().failure(["sessions", "revoke"], place)).toMatchObject({ exit: 2, code: "USAGE" });
    expect(await store.sessions.get(phone)).toMatchObject({ revokedAt: null });
  });
});
