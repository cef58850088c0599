import { expect, test } from "vitest";
import { HOUR, ManualClock, MINUTE } from "../../../test/support/ManualClock.js";
import { aUser, NOW } from "../../../test/support/records.js";
import { RegistrationProofs } from "./RegistrationProofs.js";

const SECRETS = ["refresh secret of the unit tests, 0123", "older secret of the unit tests, 4567"];
const [ada, eve] = [aUser({ passwordChangedAt: NOW }), aUser({ passwordChangedAt: NOW })];

function proofsWith(secrets: readonly string[] = SECRETS) {
  const clock = new ManualClock(NOW);
  return { clock, proofs: new RegistrationProofs({ secrets, clock }) };
}

test("a proof is of its own account only, and holds neither an id nor a name", () => {
  const { proofs } = proofsWith();
  const value = proofs.issue(ada, null);
  expect(proofs.proves(value, ada)).toBe(true);
  expect(proofs.proves(value, eve)).toBe(false);
  expect(value).toMatch(/^[\w-]{51}$/);
  const bytes = Buffer.from(value, "base64url").toString("hex");
  expect(bytes).not.toContain(ada._id.replaceAll("-", ""));
});

test("a proof lives as long as a link", () => {
  const { clock, proofs } = proofsWith();
  const value = proofs.issue(ada, null);
  clock.advance(HOUR - 1);
  expect(proofs.proves(value, ada)).toBe(true);
  clock.advance(1);
  expect(proofs.proves(value, ada)).toBe(false);
});

test("a new password ends the proof of before", () => {
  const { proofs } = proofsWith();
  expect(proofs.proves(proofs.issue(ada, null), { ...ada, passwordChangedAt: NOW + MINUTE })).toBe(false);
});

test("one browser may register several accounts, and the five latest count", () => {
  const { proofs } = proofsWith();
  const users = Array.from({ length: 6 }, () => aUser());
  const value = users.reduce<string | null>((presented, user) => proofs.issue(user, presented), null);
  expect(users.map((user) => proofs.proves(value, user))).toEqual([false, true, true, true, true, true]);
});

test("any secret verifies, the first signs, and a foreign one proves nothing", () => {
  const { proofs } = proofsWith();
  const [first = "", second = ""] = SECRETS;
  expect(proofs.proves(proofsWith([second]).proofs.issue(ada, null), ada)).toBe(true);
  expect(proofsWith([first]).proofs.proves(proofs.issue(ada, null), ada)).toBe(true);
  expect(proofs.proves(proofsWith(["a secret of somebody else, 0123456789"]).proofs.issue(ada, null), ada)).toBe(false);
});

test("a changed expiry, and anything else, proves nothing and throws nothing", () => {
  const { proofs } = proofsWith();
  const value = proofs.issue(ada, null);
  const later = Buffer.from(value, "base64url");
  later.writeUIntBE(NOW + 2 * HOUR, 0, 6);
  for (const wrong of [
    later.toString("base64url"),
    "",
    ".",
    "x",
    `${value}x`,
    value.slice(1),
    "A".repeat(5000),
    null,
  ]) {
    expect(proofs.proves(wrong, ada)).toBe(false);
  }
});
