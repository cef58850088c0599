import { verify as argon2Verify } from "@node-rs/argon2";
import { beforeAll, expect, test, vi } from "vitest";
import { anAccount, aRegistration, eventsOf, signIn } from "../../support/http/accounts.js";
import { describeOnEveryStore } from "../../support/http/everyStore.js";
import { expectFailure } from "../../support/http/expectFailure.js";
import type { TestResponse } from "../../support/http/TestClient.js";
import {
  expectLimited,
  guesses,
  lockOut,
  lookForOldHashes,
  observable,
  signInAs,
  times,
  WRONG,
} from "../../support/limits/limitedSignIns.js";
import { DAY, HOUR, MINUTE, SECOND } from "../../support/ManualClock.js";

// It does its real work here and is watched: a password that is refused by a limit must not cost a hash either.
vi.mock("@node-rs/argon2", { spy: true });

// The minutes of docs/reference/limits.md.
const DELAYS = [1, 2, 4, 8, 16, 32, 60, 60].map((minutes) => minutes * MINUTE);

// Guesses are counted before they are judged, by account, whatever the name and the client.
describeOnEveryStore("wrong passwords", (servers) => {
  const server = servers.shared({ rateLimit: "on" });
  beforeAll(() => lookForOldHashes(server()));

  test("ten are 401; then 429 with Retry-After, also for the right one, which opens nothing", async () => {
    const user = await anAccount(server());
    expect(await guesses(server(), user, 10)).toEqual(times(10, 401));
    await server().quiet();
    expectLimited(await signInAs(server(), user, { password: WRONG }), 60);
    expectLimited(await signInAs(server(), user), 60);

    const events = await eventsOf(server(), user._id);
    expect(events.map(({ name }) => name)).toEqual(Array(10).fill("sign_in_failed"));
    expect(server().probe.writes.filter((verb) => !verb.startsWith("rateLimits."))).toEqual([]);
    const query = { userId: user._id, before: null, limit: 10 };
    expect(await server().store.sessions.listAllByUser(query)).toEqual([]);
  });
  test("on a name that no account has get the same answers, one by one, to the length and the wait", async () => {
    const user = await anAccount(server());
    const nobody = aRegistration();
    for (const [known, unknown] of [
      [{ username: user.username }, { username: nobody.username }],
      [{ email: user.email }, { email: nobody.email }],
    ] as const) {
      server().clock.advance(DAY);
      for (let sent = 0; sent < 13; sent += 1) {
        if (sent === 12) server().clock.advance(MINUTE);
        const [one, other] = [
          await signInAs(server(), known, { password: WRONG }),
          await signInAs(server(), unknown, { password: WRONG }),
        ];
        expect(observable(one)).toEqual(observable(other));
        expect(one.status).toBe(sent === 10 || sent === 11 ? 429 : 401);
      }
    }
  });

  // A lock of the one with the other would show which username and which address belong together.
  test("are counted by the name that was presented: the lock of a username leaves its address alone, and the reverse", async () => {
    for (const presented of ["username", "email"] as const) {
      const user = await anAccount(server());
      const other = presented === "username" ? { email: user.email } : { username: user.username };
      expect(await guesses(server(), { [presented]: user[presented] }, 11)).toEqual([...times(10, 401), 429]);
      expect((await signInAs(server(), other)).status).toBe(200);
      expectLimited(await signInAs(server(), { [presented]: user[presented] }), 60);
    }
  });

  test("on a username and an address together are counted for both, whether or not they belong together", async () => {
    const [user, stranger] = [await anAccount(server()), aRegistration()];
    for (const email of [user.email, stranger.email]) {
      server().clock.advance(DAY);
      expect(await guesses(server(), { username: user.username, email }, 10)).toEqual(times(10, 401));
      expectLimited(await signInAs(server(), { username: user.username }), 60);
      expectLimited(await signInAs(server(), { email }), 60);
    }
  });

  test("on a name share one budget in every spelling, and take nothing from another account", async () => {
    const [{ username, email }, other] = [await anAccount(server()), await anAccount(server())];
    for (const spellings of [
      [{ username }, { username: username.toUpperCase() }, { username: `  ${username} ` }],
      [{ email }, { email: email.toUpperCase() }, { email: ` ${email}  ` }],
    ]) {
      const answers: TestResponse[] = [];
      for (const names of [...spellings, ...spellings, ...spellings, ...spellings.slice(0, 1)]) {
        answers.push(await signInAs(server(), names, { password: WRONG }));
      }
      expect(answers.map(({ status }) => status)).toEqual(times(10, 401));
      for (const names of spellings) expectLimited(await signInAs(server(), names), 60);
    }
    await signIn(server(), other);
  });

  test("on a name that no account has share one budget in every spelling too", async () => {
    const { username } = aRegistration();
    expect(await guesses(server(), { username }, 5)).toEqual(times(5, 401));
    expect(await guesses(server(), { username: ` ${username.toUpperCase()} ` }, 6)).toEqual([...times(5, 401), 429]);
  });

  // Of attempts that are counted after they are judged, 200 would have been judged here.
  test("sent 200 at once: ten are evaluated, and after the delay one", async () => {
    const user = await anAccount(server());
    vi.mocked(argon2Verify).mockClear();
    expect(await outcomesAtOnce(200, user)).toEqual({ evaluated: 10, limited: 190 });
    expect(argon2Verify).toHaveBeenCalledTimes(10);
    expect(await eventsOf(server(), user._id)).toHaveLength(10);
    server().clock.advance(MINUTE);
    expect(await outcomesAtOnce(50, user)).toEqual({ evaluated: 1, limited: 49 });
    expect(argon2Verify).toHaveBeenCalledTimes(11);
    expect(await eventsOf(server(), user._id)).toHaveLength(11);
  });

  test("are forgotten by a sign-in", async () => {
    const user = await anAccount(server());
    expect(await guesses(server(), user, 9)).toEqual(times(9, 401));
    await signIn(server(), user);
    await lockOut(server(), user);
  });

  test("fewer than ten are forgotten after a quarter of an hour", async () => {
    const user = await anAccount(server());
    expect(await guesses(server(), user, 9)).toEqual(times(9, 401));
    server().clock.advance(15 * MINUTE);
    expect(await guesses(server(), user, 2)).toEqual(times(2, 401));
  });

  test("beyond ten are evaluated one at a time, 1, 2, 4 and at most 60 minutes apart", async () => {
    const user = await anAccount(server());
    await lockOut(server(), user);
    for (const [index, delay] of DELAYS.entries()) {
      server().clock.advance(delay - 1);
      expectLimited(await signInAs(server(), user), 1);
      server().clock.advance(1);
      expectFailure(await signInAs(server(), user, { password: WRONG }), 401, "INVALID_CREDENTIALS");
      expectLimited(await signInAs(server(), user), (DELAYS[index + 1] ?? HOUR) / SECOND);
    }
    // The right one, in its turn, gives the whole budget back.
    server().clock.advance(HOUR);
    await signIn(server(), user);
    await lockOut(server(), user);
  });

  test("are remembered until the last one that was evaluated is 24 hours ago", async () => {
    const user = await anAccount(server());
    await lockOut(server(), user);
    server().clock.advance(MINUTE);
    expect(await guesses(server(), user, 1)).toEqual([401]);
    server().clock.advance(DAY - 1);
    expect(await guesses(server(), user, 2)).toEqual([401, 429]);
    server().clock.advance(DAY);
    await lockOut(server(), user);
  });

  async function outcomesAtOnce(count: number, { username }: { username: string }) {
    const sent = Array.from({ length: count }, () => signInAs(server(), { username }, { password: WRONG }));
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    const ofStatus = (wanted: number) => statuses.filter((status) => status === wanted).length;
    return { evaluated: ofStatus(401), limited: ofStatus(429) };
  }
});
