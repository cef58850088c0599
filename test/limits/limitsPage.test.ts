import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LINK_LIFE } from "../../src/services/email/OneTimeLinks.js";
import { Events } from "../../src/services/events/index.js";
import { PasswordAttempts } from "../../src/services/rateLimit/index.js";
import { LIMITS, limitNames } from "../../src/services/rateLimit/limitRules.js";
import { formatDuration } from "../../src/utils/duration.js";
import { counterKey, watchedCounters } from "../support/limits/watchedCounters.js";
import { ManualClock, SECOND } from "../support/ManualClock.js";

const page = readFileSync("docs/reference/limits.md", "utf8");

test("docs/reference/limits.md has every limit with its number and what it protects, in order, and no other", () => {
  const rows = [...page.matchAll(/^\| `([a-z.-]+)` +\| (\S+) +\| (.+?) +\|$/gm)].map(([, ...cells]) => cells);
  const table = limitNames.map((name) => {
    const { points, windowMs, protects } = LIMITS[name];
    return [name, `${points}/${formatDuration(windowMs)}`, protects];
  });
  expect(rows).toEqual(table);
});

test("docs/reference/limits.md says why each number is what it is", () => {
  const reasons = page.slice(page.indexOf("## Why these numbers"), page.indexOf("## How attempts are counted"));
  expect(limitNames.filter((name) => !reasons.includes(`\`${name}\``))).toEqual([]);
});

test("the delays of docs/reference/limits.md are those of a locked account", async () => {
  const [, list = ""] = /The delays are (.+) minutes/.exec(page) ?? [];
  const delays = list.split(/, | and then always /).map(Number);
  const clock = new ManualClock();
  const deps = {
    store: await watchedCounters(),
    clock,
    limits: LIMITS,
    counterKey,
    enabled: true,
    events: new Events(),
  };
  const attempts = new PasswordAttempts(deps);
  const who = { account: "ada", device: null };
  for (let used = 0; used < LIMITS["login.account"].points; used += 1) await attempts.begin(who);
  for (const minutes of [...delays, delays.at(-1)]) {
    const wait = Number(minutes) * 60;
    await expect(attempts.begin(who)).rejects.toMatchObject({ retryAfterSeconds: wait });
    clock.advance(wait * SECOND);
    await attempts.begin(who);
  }
});

test("a link lives as long as reset mails can be refused, so that the newest mail always helps", () => {
  expect(LIMITS["forgot.account"].windowMs).toBeLessThanOrEqual(LINK_LIFE);
});
