import { expect, it } from "vitest";
import { buildConfig } from "./buildConfig.js";

function limitsOf(text: string) {
  const secrets = {
    ACCESS_TOKEN_SECRET: "an access key for tests 0123456789",
    REFRESH_TOKEN_SECRET: "a refresh key for tests 0123456789",
  };
  return buildConfig({ ...secrets, RATE_LIMITS: text }, (name) => name, "unused").limits;
}

it("replaces the numbers of what is named, from the smallest to the largest, and of nothing else", () => {
  expect(limitsOf("login.ip=1/1s, refresh.ip=1000000/1w")).toMatchObject({
    "login.ip": { points: 1, windowMs: 1000 },
    "refresh.ip": { points: 1_000_000, windowMs: 604_800_000 },
    "login.account": { points: 10, windowMs: 900_000 },
  });
});

it.each([
  ["login.acount=20/15m", /names login\.acount, which is no limit: did you mean login\.account\?$/],
  ["register.address=20/15m", /no limit: remove it, or see docs\/reference\/limits\.md for the names$/],
  ["constructor=20/15m", /names constructor, which is no limit/],
  ["login.account", /as name=attempts\/window: for example login\.account=20\/15m$/],
  ["login.account=20", /as name=attempts\/window/],
  ["login.account=20/900", /as name=attempts\/window/],
  ["login.account=-1/15m", /as name=attempts\/window/],
  ["login.account=20/15m\nx", /as name=attempts\/window/],
  ["login.account=0/15m", /1 to 1000000 attempts in 1s to 1w for login\.account$/],
  ["login.account=1000001/15m", /1 to 1000000 attempts/],
  ["login.account=20/0s", /1s to 1w for login\.account$/],
  ["login.account=20/8d", /1s to 1w for login\.account$/],
  ["login.account=20/15m,", /remove the stray comma/],
  ["login.ip=1/1m,login.account=2/1m,login.ip=3/1m", /names a limit twice$/],
  ["off", /as name=attempts\/window/],
])("is refused: %j", (text, reason) => {
  expect(() => limitsOf(text)).toThrow(reason);
  expect(() => limitsOf(text)).toThrow(/^RATE_LIMITS [^\n]+$/);
});
