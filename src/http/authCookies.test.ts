import type { CookieOptions, Request, Response } from "express";
import { describe, expect, test, vi } from "vitest";
import { AuthCookies } from "./authCookies.js";

const isOurs = vi.fn<(value: string) => boolean>((value) => value.startsWith("ours"));
const asked = {
  isOurs: { accessToken: isOurs, refreshToken: isOurs },
  joinDevices: (values: readonly string[]) => values.join("+"),
};
const plain = new AuthCookies({ secureCookies: false, cookieSameSite: "strict", ...asked });
const secure = new AuthCookies({ secureCookies: true, cookieSameSite: "lax", ...asked });

/** A request as cookie-parser leaves it. */
function aRequest(header: string, cookies: Record<string, unknown>): Request {
  return { headers: { cookie: header }, cookies } as unknown as Request;
}

function aResponse(header = "", baseUrl = "/api/v1/auth") {
  const req = { ...aRequest(header, {}), baseUrl };
  const cookie = vi.fn<(name: string, value: string, attributes: object) => void>();
  const clearCookie = vi.fn<(name: string, attributes: CookieOptions) => void>();
  return { cookie, clearCookie, res: { req, cookie, clearCookie } as unknown as Response };
}

describe("read", () => {
  test("one plain cookie is its value", () => {
    expect(plain.read(aRequest("a=1; accessToken=abc", { a: "1", accessToken: "abc" }), "accessToken")).toBe("abc");
  });

  test("no cookie is null, also without cookie-parser", () => {
    expect(plain.read(aRequest("", {}), "accessToken")).toBeNull();
    expect(plain.read({ headers: {} } as Request, "accessToken")).toBeNull();
  });

  test.each([
    ["a doubled cookie of others", "accessToken=a; accessToken=b", "a"],
    ["a doubled cookie without spaces", "accessToken=a;accessToken=a", "a"],
    ["a doubled cookie of ours", "accessToken=ours1; accessToken=ours2", "ours1"],
    ["one cookie of ours twice", "accessToken=ours; accessToken=ours", "ours"],
    ["a cookie that was read as JSON", "accessToken=j:{}", {}],
    ["an empty cookie", "accessToken=", ""],
  ])("%s was sent and is no token", (_name, header, parsed) => {
    expect(plain.read(aRequest(header, { accessToken: parsed }), "accessToken")).toBe("");
  });

  test.each([
    "accessToken=theirs; accessToken=ours",
    "accessToken=ours;accessToken=theirs",
    "accessToken=ours; accessToken=j:{}; accessToken=; x=ours2",
    "accessToken=theirs; xaccessToken=ours2;accessToken = ours ",
  ])("of %j the one that verifies as ours counts", (header) => {
    expect(plain.read(aRequest(header, { accessToken: "the first of them" }), "accessToken")).toBe("ours");
  });

  test("a single cookie is not verified here, but where it is used", () => {
    isOurs.mockClear();
    expect(plain.read(aRequest("refreshToken=theirs", { refreshToken: "theirs" }), "refreshToken")).toBe("theirs");
    expect(isOurs).not.toHaveBeenCalled();
  });

  test("of a hundred doubles the last eight are looked at: the browser sends the one of the widest path last", () => {
    isOurs.mockClear();
    const header = `${"refreshToken=theirs; ".repeat(99)}refreshToken=ours`;
    expect(plain.read(aRequest(header, { refreshToken: "theirs" }), "refreshToken")).toBe("ours");
    expect(isOurs).toHaveBeenCalledTimes(8);
  });

  test("a name that only begins or ends alike is another cookie", () => {
    const header = "xaccessToken=a; accessTokenx=b; accessToken=c";
    expect(plain.read(aRequest(header, { accessToken: "c" }), "accessToken")).toBe("c");
  });

  test("on https only the __Host- cookie counts", () => {
    expect(secure.read(aRequest("accessToken=a", { accessToken: "a" }), "accessToken")).toBeNull();
    expect(secure.read(aRequest("__Host-accessToken=a", { "__Host-accessToken": "a" }), "accessToken")).toBe("a");
  });

  test("the device cookie is read by the same rules", () => {
    expect(plain.read(aRequest("deviceToken=a", { deviceToken: "a" }), "deviceToken")).toBe("a");
    expect(plain.read(aRequest("deviceToken=a; deviceToken=b", { deviceToken: "a" }), "deviceToken")).toBe("a+b");
    expect(secure.read(aRequest("deviceToken=a", { deviceToken: "a" }), "deviceToken")).toBeNull();
  });
});

describe("set and clear", () => {
  test.each([
    ["http", plain, "refreshToken", { httpOnly: true, secure: false, sameSite: "strict", path: "/" }],
    ["https", secure, "__Host-refreshToken", { httpOnly: true, secure: true, sameSite: "lax", path: "/" }],
  ])("on %s: the attributes, and no Domain", (_scheme, cookies, name, attributes) => {
    const { res, cookie, clearCookie } = aResponse();
    cookies.set(res, "refreshToken", "abc", 5000);
    expect(cookie.mock.calls).toEqual([[name, "abc", { ...attributes, maxAge: 5000 }]]);
    cookies.clear(res);
    expect(clearCookie.mock.calls.map(([, cleared]) => cleared)).toEqual([attributes, attributes]);
    expect(clearCookie.mock.calls.map(([cleared]) => cleared)).toContain(name);
  });

  test.each([
    ["http", plain, "deviceToken", { secure: false, sameSite: "strict" }],
    ["https", secure, "__Host-deviceToken", { secure: true, sameSite: "lax" }],
  ])("on %s: the device cookie has the same attributes, lives 400 days and outlives a sign-out", (...row) => {
    const [, cookies, name, attributes] = row;
    const { res, cookie, clearCookie } = aResponse();
    cookies.setDevice(res, "abc");
    const maxAge = 400 * 24 * 60 * 60 * 1000;
    expect(cookie.mock.calls).toEqual([[name, "abc", { httpOnly: true, path: "/", maxAge, ...attributes }]]);
    cookies.clear(res);
    expect(clearCookie.mock.calls.map(([cleared]) => cleared)).not.toContain(name);
  });

  test("clearing clears doubles on every path that leads to the routes, and only those of names that came twice", () => {
    const { res, clearCookie } = aResponse("refreshToken=a; refreshToken=b; accessToken=a; deviceToken=c");
    plain.clear(res);
    expect(clearCookie.mock.calls.map(([name, { path }]) => `${name} ${path}`)).toEqual([
      ...[
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v1/auth",
        "/api/v1/auth/",
        "/api/v1/users",
        "/api/v1/users/",
      ].map((path) => `refreshToken ${path}`),
      "accessToken /",
      "refreshToken /",
    ]);
    for (const [, cleared] of clearCookie.mock.calls) {
      expect(cleared).toMatchObject({ httpOnly: true, secure: false, sameSite: "strict" });
    }
  });

  test("on https there are no doubles to clear: browsers take a __Host- cookie for the whole path only", () => {
    const { res, clearCookie } = aResponse("__Host-accessToken=a; __Host-accessToken=b");
    secure.clearDuplicates(res);
    expect(clearCookie).not.toHaveBeenCalled();
  });

  test.each(["/a;Domain=evil.example/auth", "/ü/auth", `/${"a".repeat(300)}/auth`, ""])(
    "a mount path that is no plain one is not written into a cookie: %j",
    (baseUrl) => {
      const { res, clearCookie } = aResponse("accessToken=a; accessToken=b", baseUrl);
      plain.clearDuplicates(res);
      expect(clearCookie).not.toHaveBeenCalled();
    },
  );

  test("without a life the cookie ends with the browser", () => {
    const { res, cookie } = aResponse();
    plain.set(res, "accessToken", "abc", null);
    expect(cookie.mock.calls[0]?.[2]).not.toHaveProperty("maxAge");
  });
});

describe("the flow of a mailed code", () => {
  test("is Strict, HttpOnly and bound to the host, whatever the setting says, and lives as long as the code", () => {
    const { cookie, clearCookie, res } = aResponse();
    secure.setEmailFlow(res, "flow");
    const attributes = { httpOnly: true, secure: true, sameSite: "strict", path: "/" };
    expect(cookie.mock.calls).toEqual([["__Host-emailFlow", "flow", { ...attributes, maxAge: 600_000 }]]);
    secure.clearEmailFlow(res);
    expect(clearCookie.mock.calls).toEqual([["__Host-emailFlow", attributes]]);
  });

  test("that comes twice is none: one of the two may have been planted", () => {
    const header = "emailFlow=a; emailFlow=b";
    expect(plain.read(aRequest(header, { emailFlow: "a" }), "emailFlow")).toBe("");
    expect(plain.read(aRequest("emailFlow=a", { emailFlow: "a" }), "emailFlow")).toBe("a");
  });
});
