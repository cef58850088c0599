import { expect, test } from "vitest";
import { ManualClock, MINUTE } from "../../../test/support/ManualClock.js";
import { aUser, NOW } from "../../../test/support/records.js";
import { Sealing } from "../../utils/Sealing.js";
import { assertFlowOf, FlowTokens } from "./FlowTokens.js";

const OLD = "an older secret of the configuration";
const NEW = "a newer secret of the configuration";
const INVALID = expect.objectContaining({ code: "FLOW_INVALID" });

const clock = new ManualClock(NOW);
const flows = new FlowTokens({ secrets: [OLD], clock });
const user = aUser();
const flow = () => flows.seal({ purpose: "sign-in", user, payload: { rememberMe: true }, expiresAt: NOW + MINUTE });

test("comes back as it was, unreadable on the way", () => {
  const token = flow();
  expect(Buffer.from(token, "base64url").toString("latin1")).not.toContain(user._id);
  const opened = flows.open(token, ["sign-in", "enrol"]);
  expect(opened).toMatchObject({ purpose: "sign-in", payload: { rememberMe: true }, userId: user._id });
  expect(() => assertFlowOf(opened, user)).not.toThrow();
});

test("is refused for another purpose, once it is over, and with any character changed", () => {
  const token = flow();
  expect(() => flows.open(token, ["enrol", "passkey"])).toThrow(INVALID);
  for (const at of [0, 20, token.length - 2]) {
    const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
    expect(() => flows.open(changed, ["sign-in"])).toThrow(INVALID);
  }
  for (const text of ["", "x", "A".repeat(10_000)]) expect(() => flows.open(text, ["sign-in"])).toThrow(INVALID);
  const late = new FlowTokens({ secrets: [OLD], clock: new ManualClock(NOW + MINUTE) });
  expect(() => late.open(token, ["sign-in"])).toThrow(INVALID);
});

test("a token of another release opens: a sign-in goes on while the servers are replaced", () => {
  const label = "latchkey flow token v1";
  const sealing = new Sealing([OLD], label);
  const sealed = sealing.seal(Buffer.from(JSON.stringify({ purpose: "enrol", expiresAt: NOW + MINUTE })), label);
  expect(flows.open(sealed, ["enrol"])).toMatchObject({ purpose: "enrol" });
});

test("is 8192 characters long at most: what is longer is not even decrypted", () => {
  const of = (length: number) =>
    flows.seal({ purpose: "enrol", user: null, payload: "x".repeat(length), expiresAt: NOW + MINUTE });
  const spare = (8192 * 3) / 4 - Buffer.from(of(0), "base64url").length;
  const longest = of(spare);
  expect(longest).toHaveLength(8192);
  expect(flows.open(longest, ["enrol"]).purpose).toBe("enrol");
  expect(() => flows.open(of(spare + 1), ["enrol"])).toThrow(INVALID);
  // Decoders ignore a single last character: only in its length does this token differ from the one above.
  expect(() => flows.open(`${longest}A`, ["enrol"])).toThrow(INVALID);
});

test("a new secret opens what the old one sealed, and the other way round it does not", () => {
  const both = new FlowTokens({ secrets: [NEW, OLD], clock });
  expect(both.open(flow(), ["sign-in"]).userId).toBe(user._id);
  const fresh = both.seal({ purpose: "sign-in", user, payload: null, expiresAt: NOW + MINUTE });
  expect(() => flows.open(fresh, ["sign-in"])).toThrow(INVALID);
});

test("ends with the epoch, the password and the account", () => {
  const opened = flows.open(flow(), ["sign-in"]);
  const others = [null, aUser(), { ...user, epoch: user.epoch + 1 }, { ...user, passwordChangedAt: 1 }];
  for (const other of others) expect(() => assertFlowOf(opened, other)).toThrow(INVALID);
});
