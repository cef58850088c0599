import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { AuditEvent, LatchkeyOptions, OnEvent } from "../../src/latchkey.js";
import { ADA, makeLatchkey } from "../support/library/hostApp.js";
import { mounted } from "../support/library/mounted.js";

const CREDENTIALS = { username: ADA.username, password: ADA.password };
const GRACE = { ...ADA, username: "grace", email: "grace@example.com" };

/** A handler that collects what it gets. */
function collecting() {
  const events: AuditEvent[] = [];
  return { events, onEvent: (event: AuditEvent) => void events.push(event) };
}

/** What a handler waits for, and how it goes on. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

function fakeTimeouts(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
}

describe("onEvent", () => {
  test("gets every event of an account in order, frozen, with what the audit log has", async () => {
    const { events, onEvent } = collecting();
    const { client, latchkey } = await mounted({ onEvent });
    const { _id: userId } = (await client.post("/auth/register", ADA)).body.data;
    await client.post("/auth/login", { ...CREDENTIALS, password: "wrong" });
    await client.post("/auth/login", CREDENTIALS);
    await client.send("PATCH", "/users/settings", { json: { fullName: "Ada King" } });
    const stored = Object.values((await client.get("/users/activity")).body.data);
    await client.post("/auth/logout");
    await latchkey.close();
    expect(events.map(({ name }) => name)).toEqual([
      "registered",
      "sign_in_failed",
      "signed_in",
      "settings_changed",
      "signed_out",
    ]);
    expect(
      events
        .slice(0, 4)
        .toReversed()
        .map(({ userId: _, ...event }) => event),
    ).toEqual(stored);
    for (const event of events) expect(event.userId).toBe(userId);
    expect(events.every((event) => Object.isFrozen(event) && Object.isFrozen(event.detail))).toBe(true);
  });

  test("gets an event after it is stored, and no answer waits for it", async () => {
    const { opened, open } = gate();
    const seen: string[] = [];
    const { client, latchkey } = await mounted({
      onEvent: async ({ name, userId }) => {
        await opened;
        const user = await latchkey.users.get(userId ?? "");
        seen.push(`${name} ${user?.username}`);
      },
    });
    expect((await client.post("/auth/register", ADA)).status).toBe(201);
    expect((await client.post("/auth/login", CREDENTIALS)).status).toBe(200);
    expect(seen).toEqual([]);
    open();
    await latchkey.close();
    expect(seen).toEqual(["registered ada", "signed_in ada"]);
  });

  test("of one account waits for the handler of the event before; other accounts do not", async () => {
    const { opened, open } = gate();
    const seen: string[] = [];
    const onEvent: OnEvent = async ({ name, userId }) => {
      if (seen.length === 0) {
        seen.push(`${name} begins`);
        await opened;
      }
      seen.push(`${name} ${userId}`);
    };
    const { client, latchkey } = await mounted({ onEvent });
    const ada = (await client.post("/auth/register", ADA)).body.data._id;
    await client.post("/auth/login", CREDENTIALS);
    const grace = (await client.post("/auth/register", GRACE)).body.data._id;
    await vi.waitUntil(() => seen.length === 2);
    open();
    await latchkey.close();
    expect(seen).toEqual(["registered begins", `registered ${grace}`, `registered ${ada}`, `signed_in ${ada}`]);
  });

  test("gets events without an account, and the deletion of one with its id", async () => {
    const { events, onEvent } = collecting();
    const { client, latchkey } = await mounted({ onEvent });
    await client.post("/auth/login", { username: "nobody", password: "wrong" });
    const { _id } = (await client.post("/auth/register", ADA)).body.data;
    await client.post("/auth/login", CREDENTIALS);
    await client.send("DELETE", "/users/account", { json: { password: ADA.password } });
    const { _id: other } = await latchkey.users.create(GRACE);
    await latchkey.users.delete(other);
    await latchkey.close();
    expect(events[0]).toMatchObject({ name: "sign_in_failed", userId: null });
    const deleted = events.filter(({ name }) => name === "account_deleted");
    expect(deleted.map(({ userId, detail }) => [userId, detail["userId"]])).toEqual([
      [null, _id],
      [null, other],
    ]);
  });

  test.each([
    [
      "throws",
      (): void => {
        throw new Error("broken");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken"))],
  ])("that %s is logged with the event's name, and the next event follows", async (_, fail) => {
    const seen: string[] = [];
    const onEvent: OnEvent = ({ name }) => {
      seen.push(name);
      return fail();
    };
    const { client, lines, latchkey } = await mounted({ onEvent });
    await client.post("/auth/register", ADA);
    expect((await client.post("/auth/login", CREDENTIALS)).status).toBe(200);
    await latchkey.close();
    expect(seen).toEqual(["registered", "signed_in"]);
    const errors = lines.filter(({ level }) => level === "error");
    expect(errors.map(({ fields, message }) => [fields["event"], message])).toEqual([
      ["registered", "onEvent failed."],
      ["signed_in", "onEvent failed."],
    ]);
  });

  test("that hangs is given up after ten seconds, and the next event follows", async () => {
    fakeTimeouts();
    const seen: string[] = [];
    const onEvent: OnEvent = ({ name }) => {
      seen.push(name);
      return name === "registered" ? new Promise<void>(() => {}) : undefined;
    };
    const { client, lines } = await mounted({ onEvent });
    await client.post("/auth/register", ADA);
    await client.post("/auth/login", CREDENTIALS);
    expect(seen).toEqual(["registered"]);
    await vi.advanceTimersByTimeAsync(10_000);
    await vi.waitUntil(() => seen.includes("signed_in"));
    const line = lines.find(({ level }) => level === "error");
    expect([line?.fields["event"], String(line?.fields["err"])]).toEqual([
      "registered",
      "Error: onEvent took longer than 10 seconds.",
    ]);
  });

  test("holds the close up for ten seconds at most", async () => {
    fakeTimeouts();
    const onEvent = vi.fn<OnEvent>(() => new Promise<void>(() => {}));
    const { client, latchkey } = await mounted({ onEvent });
    for (const account of [ADA, { ...ADA, email: "other@example.com" }]) await client.post("/auth/register", account);
    await client.post("/auth/login", CREDENTIALS);
    await client.post("/auth/logout");
    const closed = latchkey.close();
    await vi.waitUntil(() => vi.getTimerCount() >= 2);
    await vi.advanceTimersByTimeAsync(10_000);
    await closed;
    expect(onEvent.mock.calls.length).toBeLessThan(3);
  });

  test("must be a function", () => {
    expect(() => makeLatchkey({ onEvent: {} } as unknown as LatchkeyOptions)).toThrow("onEvent must be a function");
    expect(() => makeLatchkey({ onEvnt: () => {} } as unknown as LatchkeyOptions)).toThrow("did you mean onEvent?");
  });
});
