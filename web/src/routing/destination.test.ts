import type { SessionState, SignedOutReason, User } from "@latchkey/client";
import { describe, expect, test } from "vitest";
import { destination } from "./destination.js";
import { type PagesPlace, pagePathOf } from "./paths.js";

const SITE: PagesPlace = {
  origin: "https://auth.example.com",
  base: "",
  home: "pages",
  next: ["https://app.example.com"],
};
const SIGNED_IN: SessionState = { status: "signed-in", user: {} as User };
const signedOut = (reason: SignedOutReason = null): SessionState => ({ status: "signed-out", reason });
const from = (path: string, session: SessionState, search = "") => destination({ path, search }, session, SITE);

describe("who is signed in", () => {
  test.each(["/", "/sign-in", "/sign-in/continue", "/sign-in/code", "/register"])(
    "goes on from %s to the account",
    (path) => {
      expect(from(path, SIGNED_IN)).toBe("/account");
    },
  );

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

  test.each([
    "/sign-in",
    "/sign-in/continue",
    "/sign-in/code",
    "/register",
    "/forgot-password",
    "/reset-password",
    "/verify-email",
  ])("stays on %s", (path) => {
    expect(from(path, signedOut())).toBeNull();
  });
});

test("while nobody knows, nobody is sent anywhere: an outage is no sign-out", () => {
  for (const path of ["/", "/account", "/sign-in"]) expect(from(path, { status: "unknown" })).toBeNull();
});

describe("below a path of their own", () => {
  const below: PagesPlace = { ...SITE, base: "/account-pages" };

  test("the pages lead to each other there", () => {
    expect(destination({ path: "/", search: "" }, signedOut(), below)).toBe("/account-pages/sign-in");
    expect(destination({ path: "/account/data", search: "" }, signedOut(), below)).toBe(
      "/account-pages/sign-in?next=%2Faccount-pages%2Faccount%2Fdata",
    );
    expect(destination({ path: "/sign-in", search: "" }, SIGNED_IN, below)).toBe("/account-pages/account");
  });

  test.each([
    ["/account-pages/account/data", "/account-pages/account/data"],
    ["/account-pages/register", "/account-pages/account"],
    ["/account-pages", "/account-pages/account"],
    ["/sign-in", "/sign-in"],
    ["/", "/"],
  ])("?next=%s leads to %s", (next, address) => {
    expect(destination({ path: "/sign-in", search: `?next=${next}` }, SIGNED_IN, below)).toBe(address);
  });

  test.each([
    ["/account-pages/sign-in", "/sign-in"],
    ["/account-pages/Sign-In/", "/sign-in"],
    ["/account-pages", "/"],
    ["/account-pages/", "/"],
    ["/account-pagesX/sign-in", ""],
    ["/sign-in", ""],
  ])("%s is the page %j", (pathname, path) => {
    expect(pagePathOf(pathname, below)).toBe(path);
  });
});

test("a sign-in may lead to an origin that is named, also to a page of that name there", () => {
  const next = encodeURIComponent("https://app.example.com/sign-in");
  expect(from("/sign-in", SIGNED_IN, `?next=${next}`)).toBe("https://app.example.com/sign-in");
});

test("in an app that has the root itself, a sign-in may lead there", () => {
  const inApp: PagesPlace = { ...SITE, home: "app" };
  expect(destination({ path: "/sign-in", search: "?next=/" }, SIGNED_IN, inApp)).toBe("/");
});

test("a path that is no page leads nowhere", () => {
  for (const path of ["", "/account/nothing", "/nowhere"]) {
    for (const session of [SIGNED_IN, signedOut()]) expect(from(path, session)).toBeNull();
  }
});
