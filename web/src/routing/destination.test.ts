import type { SessionState, SignedOutReason, User } from "@latchkey/client";
import { describe, expect, test } from "vitest";
import { destination } from "./destination.js";

const ORIGIN = "https://auth.example.com";
const SIGNED_IN: SessionState = { status: "signed-in", user: {} as User };
const signedOut = (reason: SignedOutReason = null): SessionState => ({ status: "signed-out", reason });
const from = (path: string, session: SessionState, search = "") => destination({ path, search }, session, ORIGIN);

describe("who is signed in", () => {
  test.each(["/", "/sign-in", "/register"])("goes on from %s to the account", (path) => {
    expect(from(path, SIGNED_IN)).toBe("/account");
  });

  test("goes on to where they were, and never to another site", () => {
    expect(from("/sign-in", SIGNED_IN, "?next=%2Faccount%2Fsessions")).toBe("/account/sessions");
    expect(from("/sign-in", SIGNED_IN, "?next=%2F%2Fevil.example")).toBe("/account");
    expect(from("/sign-in", SIGNED_IN, "?next=https%3A%2F%2Fevil.example")).toBe("/account");
  });

  test("does not go round in a circle", () => {
    expect(from("/sign-in", SIGNED_IN, "?next=%2Fsign-in%3Fnext%3D%2Fsign-in")).toBe("/account");
    expect(from("/sign-in", SIGNED_IN, "?next=%2F")).toBe("/account");
  });

  test.each(["/account", "/account/email", "/verify-email", "/reset-password", "/confirm-email-change"])(
    "stays on %s",
    (path) => {
      expect(from(path, SIGNED_IN)).toBeNull();
    },
  );
});

describe("who is not", () => {
  test("signs in first, and comes back to the page", () => {
    expect(from("/account/sessions", signedOut())).toBe("/sign-in?next=%2Faccount%2Fsessions");
    expect(from("/account", signedOut("reuse"), "?a=b")).toBe("/sign-in?next=%2Faccount%3Fa%3Db");
    expect(from("/", signedOut())).toBe("/sign-in");
  });

  test.each<SignedOutReason>(["signed-out-here", "deleted"])("does not come back after %s", (reason) => {
    expect(from("/account/data", signedOut(reason))).toBe("/sign-in");
  });

  test.each(["/sign-in", "/register", "/forgot-password", "/reset-password", "/verify-email"])(
    "stays on %s",
    (path) => {
      expect(from(path, signedOut())).toBeNull();
    },
  );
});

test("while nobody knows, nobody is sent anywhere: an outage is no sign-out", () => {
  for (const path of ["/", "/account", "/sign-in"]) expect(from(path, { status: "unknown" })).toBeNull();
});
