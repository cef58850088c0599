/** The rules every store obeys, whatever the database. Each adapter runs this one suite. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../../src/stores/Store.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { RACERS } from "../support/race.js";
import { aUser } from "../support/records.js";
import { everyVerb } from "../support/store/everyVerb.js";
import type { OpenedStore } from "../support/store/OpenedStore.js";
import { describeAudit } from "./auditContract.js";
import { describeAuthState } from "./authStateContract.js";
import { describeCopies } from "./copyContract.js";
import { describeEmailCodes } from "./emailCodeContract.js";
import { describeIdentities } from "./identityContract.js";
import { describeOneTimeTokens } from "./oneTimeTokenContract.js";
import { describePasskeys } from "./passkeyContract.js";
import { describeQueue } from "./queueContract.js";
import { describeRateLimits } from "./rateLimitContract.js";
import { describeSecondFactors } from "./secondFactorContract.js";
import { describeSessions } from "./sessionContract.js";
import { describeSessionLists } from "./sessionListContract.js";
import { describeSigningKeys } from "./signingKeyContract.js";
import { describeUsers } from "./userContract.js";

const DATABASE_START_MS = 60_000;

/** Runs the contract against the store that `open` gives: an opened, empty one at every call. */
export function describeStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} obeys the store contract`, () => {
    let opened: OpenedStore;
    const store = () => opened.store;

    beforeAll(async () => {
      opened = await open();
    }, DATABASE_START_MS);

    afterAll(() => opened.dispose(), DATABASE_START_MS);

    describeUsers(store, open);
    describeSessions(store);
    describeSessionLists(store);
    describeAuthState(store);
    describeOneTimeTokens(store);
    describeAudit(store);
    describeQueue(store);
    describeRateLimits(store);
    describeSigningKeys(store);
    describeSecondFactors(store);
    describePasskeys(store);
    describeIdentities(store);
    describeEmailCodes(store);
    describeCopies(store);
    describeLifecycle(store, open);
  });
}

function describeLifecycle(store: () => Store, open: () => Promise<OpenedStore>): void {
  describe("open, ping and close", () => {
    test("pings leave one counter at most, which is over from the beginning, so the store does not grow", async () => {
      await store().rateLimits.deleteExpired(0, 1_000);
      for (let nth = 0; nth < 3; nth += 1) await expect(store().ping()).resolves.toBeUndefined();
      expect(await store().rateLimits.deleteExpired(0, 1_000)).toBeLessThanOrEqual(1);
    });

    test("pings of many servers at once all succeed", async () => {
      await expect(Promise.all(Array.from({ length: RACERS }, () => store().ping()))).resolves.toHaveLength(RACERS);
    });

    test("opening twice is harmless", async () => {
      const user = aUser();
      await store().users.create(user);
      await store().open();
      expect(await store().users.byId(user._id)).toStrictEqual(user);
    });

    test(
      "closing finishes what was accepted, then every call is refused as unavailable",
      async () => {
        const closing = await open();
        try {
          const users = Array.from({ length: RACERS }, () => aUser());
          const accepted = Promise.all(users.map((user) => closing.store.users.create(user)));
          await closing.store.close();
          expect(await accepted).toEqual(Array(RACERS).fill({ kind: "created" }));
          await expectEveryVerbUnavailable(closing.store);
          await expect(closing.store.close()).resolves.toBeUndefined();
        } finally {
          await closing.dispose();
        }
      },
      DATABASE_START_MS,
    );
  });
}

async function expectEveryVerbUnavailable(store: Store): Promise<void> {
  for (const [verb, call] of Object.entries(everyVerb)) {
    await expect(call(store), verb).rejects.toBeInstanceOf(StoreUnavailableError);
  }
}
