import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type LatchkeyClient, LatchkeyError } from "../../../packages/client/src/index.js";
import { type LossyWorld, presentAsStranger, startLossyWorld } from "../../support/client/lossy/lossyWorld.js";
import { Phone, type Result } from "../../support/client/lossy/Phone.js";
import { pretendPage } from "../../support/client/pretendPage.js";
import { eventsOf, refusalOfAccess } from "../../support/http/accounts.js";
import { TestClient } from "../../support/http/TestClient.js";
import { HOUR, MINUTE, SECOND } from "../../support/ManualClock.js";
import { GRACE } from "../../support/services/assembleSessionServices.js";

/** `LATCHKEY_SEEDS=7,8 npx vitest run test/faults/clients/lossyNetwork.test.ts` runs other stories. */
const SEEDS = (process.env["LATCHKEY_SEEDS"] ?? "1,2").split(",").map(Number);
const MOMENTS = 60;
const TABS = 3;
/** More than a record remembers. */
const SPENT_TRIED = 6;
const PAUSES = [0, SECOND, 2 * SECOND, 6 * SECOND, GRACE + 1, 16 * MINUTE, 16 * MINUTE, 9 * HOUR];
const EVERY_ACCIDENT = ["answer cut", "answer lost", "copy late", "nothing", "request lost", "sent twice", "slow"];

/** The pause of the client before its second try is random too: here it is a hundredth of what it is. */
beforeAll(() => {
  const random = Math.random;
  vi.spyOn(Math, "random").mockImplementation(() => random() / 100);
});
afterAll(() => void vi.restoreAllMocks());

/** One call of the client package. */
async function resultOf(call: () => Promise<unknown>): Promise<Result> {
  try {
    await call();
    return "done";
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    return error.code === "NETWORK" ? "no answer" : error.code;
  }
}

/** Tries until an answer has arrived that says something. */
async function untilAnswered(call: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const result = await call();
    if (result !== "no answer") return result;
  }
}

/** A browser with several tabs, each with the client package. Nothing happens by a timer. */
async function aBrowser(world: LossyWorld) {
  pretendPage();
  const { user, jar, aTab } = await world.aSignedInBrowser();
  const open = () => {
    const tab = aTab();
    tab.close();
    return tab;
  };
  const tabs: LatchkeyClient[] = Array.from({ length: TABS }, open);
  const current = () => jar.get("refreshToken") ?? "";
  world.overheard.note(current());
  return { user, jar, tabs, open, current };
}

async function aPhone(world: LossyWorld) {
  const { user, stored } = await world.aStoredSession();
  world.overheard.note(stored.refreshToken);
  return { user, phone: new Phone(world.api, stored) };
}

/** Of all that was ever given out one refresh token lives. A spent one ends the session, also when a browser presents it. */
async function expectOneLivingToken(world: LossyWorld, current: string): Promise<void> {
  const { server, overheard, clock } = world;
  await server.quiet();
  const living = await world.record(current);
  expect(living.confirmedAt).not.toBeNull();
  expect(overheard.refreshTokens.filter((token) => world.claims(token).hash === living.tokenHash)).toEqual([current]);
  clock.advance(GRACE + 1);
  const spentTokens = overheard.refreshTokens.slice(0, -1);
  for (const spent of [...spentTokens.slice(0, 1), ...spentTokens.slice(-SPENT_TRIED)]) {
    expect(await presentAsStranger(world, spent)).toBe("401 REFRESH_TOKEN_REUSED reuse");
    expect(await presentAsStranger(world, current)).toBe("401 SESSION_REVOKED reuse");
    // As it was, for the next one: an end is never taken back.
    await server.store.sessions.deleteByUser(living.userId);
    await server.store.sessions.create(living);
  }
  expect(await presentAsStranger(world, current)).toBe("200  ");
}

async function expectNobodyWasSignedOut(world: LossyWorld, userId: string): Promise<void> {
  const { server, overheard, network } = world;
  expect(overheard.refusals).toEqual([]);
  expect((await eventsOf(server, userId)).map(({ name }) => name)).not.toContain("token_reused");
  expect(await server.mails()).toEqual([]);
  expect(world.integrity()).toEqual(["ok"]);
  expect([...network.accidents.keys()].sort()).toEqual(EVERY_ACCIDENT);
}

describe.each(SEEDS)("on a network that loses, cuts, doubles and delays, by the plan of seed %i", (seed) => {
  test("the tabs of a browser stay signed in, and no refresh is lost whose answer a tab got", async () => {
    const world = await startLossyWorld(seed);
    const { user, tabs, open, current } = await aBrowser(world);
    let record = await world.record(current());
    const results: Result[] = [];

    for (let moment = 0; moment < MOMENTS; moment += 1) {
      const acts = tabs.map((tab) => world.one([tab.refresh, tab.profile, tab.profile]));
      results.push(...(await Promise.all(acts.map(resultOf))));
      await world.network.pause(world.one(PAUSES));
      record = await world.checkedRecord(current(), record);
      // A page that is loaded again.
      if (moment % 10 === 9) tabs[moment % TABS] = open();
    }

    await world.network.calm();
    for (const tab of tabs) results.push(await resultOf(tab.refresh), await resultOf(tab.profile));
    expect(new Set(results)).toEqual(new Set(["done", "no answer"]));
    expect(results.slice(-2 * TABS)).toEqual(Array(2 * TABS).fill("done"));
    expect(tabs.map(({ state }) => state.status)).toEqual(Array(TABS).fill("signed-in"));
    await expectNobodyWasSignedOut(world, user._id);
    await expectOneLivingToken(world, current());
  });

  test("a phone that sends an Idempotency-Key stays signed in, however long it waits for an answer", async () => {
    const world = await startLossyWorld(seed);
    const { user, phone } = await aPhone(world);
    let record = await world.record(phone.refreshToken);
    let acknowledged = 0;

    for (let moment = 0; moment < MOMENTS; moment += 1) {
      const before = phone.refreshToken;
      const result = await phone.refresh();
      expect(result === "done").toBe(phone.refreshToken !== before);
      if (result === "done") acknowledged += 1;
      if (world.random() < 0.5) await phone.use();
      await world.network.pause(world.one(PAUSES));
      record = await world.checkedRecord(phone.refreshToken, record);
    }

    await world.network.calm();
    expect([await phone.refresh(), await phone.use()]).toEqual(["done", "done"]);
    // Each of its tokens was replaced once, whatever was sent twice.
    expect(world.claims(phone.refreshToken).generation).toBe(acknowledged + 1);
    expect(record.lateCount).toBe(0);
    await expectNobodyWasSignedOut(world, user._id);
    await expectOneLivingToken(world, phone.refreshToken);
  });

  test.each(["a phone", "another browser"])("a session dies whose token was copied to %s", async (where) => {
    const world = await startLossyWorld(seed);
    const { server, overheard } = world;
    const { user, tabs, jar, current } = await aBrowser(world);
    for (const tab of tabs) await untilAnswered(() => resultOf(tab.profile));
    await world.network.pause(16 * MINUTE);
    const thief = where === "a phone" ? aThiefsPhone(world, current()) : aThiefsBrowser(world, new Map(jar));

    const codes: Result[] = [];
    const isOver = () => codes.some((code) => code !== "done");
    for (let turn = 0; turn < 4 && !isOver(); turn += 1) {
      const visitor = (turn + seed) % 2 === 0 ? thief : ownersTurn(tabs);
      codes.push(...(await visitor()));
      await world.network.pause(16 * MINUTE);
    }

    expect(codes.join()).toMatch(/REFRESH_TOKEN_REUSED|SESSION_REVOKED/);
    await world.network.calm();
    expect(await world.record(current())).toMatchObject({ revokeReason: "reuse" });
    for (const tab of tabs) {
      await resultOf(tab.profile);
      expect(tab.state).toEqual({ status: "signed-out", reason: "reuse" });
    }
    for (const token of overheard.refreshTokens) {
      expect(await presentAsStranger(world, token)).toBe("401 SESSION_REVOKED reuse");
    }
    for (const token of overheard.accessTokens) {
      expect(await refusalOfAccess(server, token)).toMatch(/^(SESSION_REVOKED|ACCESS_TOKEN_EXPIRED)$/);
    }
    const events = (await eventsOf(server, user._id)).filter(({ name }) => name === "token_reused");
    expect(events).toHaveLength(1);
    expect((await server.mails()).map(({ to, subject }) => [to, subject])).toEqual([
      [user.email, expect.stringContaining("A session was")],
    ]);
    expect(world.integrity()).toEqual(["ok"]);
  });
});

/** Every tab asks for something, until it was answered. */
function ownersTurn(tabs: readonly LatchkeyClient[]) {
  return () => Promise.all(tabs.map((tab) => untilAnswered(() => resultOf(tab.profile))));
}

/** Somebody who does with a stolen token what a phone does. */
function aThiefsPhone(world: LossyWorld, refreshToken: string) {
  const phone = new Phone(world.api, { accessToken: "", refreshToken });
  return async () => {
    const result = await untilAnswered(() => phone.refresh());
    return [result === "done" ? await untilAnswered(() => phone.use()) : result];
  };
}

/** A copy of the browser's profile on another machine: the cookies, without what the pages keep. */
function aThiefsBrowser(world: LossyWorld, jar: ReadonlyMap<string, string>) {
  const browser = new TestClient(world.api, { browser: true, cookies: Object.fromEntries(jar) });
  const send = (method: string, path: string) => () =>
    browser.send(method, path).then(
      ({ body }) => body.code ?? "done",
      () => "no answer",
    );
  return async () => {
    const result = await untilAnswered(send("POST", "/auth/refresh-token"));
    return [result === "done" ? await untilAnswered(send("GET", "/users/profile")) : result];
  };
}
