import type { Request, Response } from "express";
import { describe, expect, test, vi } from "vitest";
import { createAuthCookies } from "./authCookies.js";

const plain = createAuthCookies({ secure: false, sameSite: "strict" });
const secure = createAuthCookies({ secure: true, sameSite: "lax" });

/** A request as cookie-parser leaves it. */
function aRequest(header: string, cookies: Record<string, unknown>): Request {
  return { headers: { cookie: header }, cookies } as unknown as Request;
}

function aResponse() {
  const cookie = vi.fn<(name: string, value: string, attributes: object) => void>();
  const clearCookie = vi.fn<(name: string, attributes: object) => void>();
  return { cookie, clearCookie, res: { cookie, clearCookie } as unknown as Response };
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
    ["a doubled cookie", "accessToken=a; accessToken=b", "a"],
    ["a doubled cookie without spaces", "accessToken=a;accessToken=a", "a"],
    ["a cookie that was read as JSON", "accessToken=j:{}", {}],
    ["an empty cookie", "accessToken=", ""],
  ])("%s was sent and is no token", (_name, header, parsed) => {
    expect(plain.read(aRequest(header, { accessToken: parsed }), "accessToken")).toBe("");
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
    expect(plain.read(aRequest("deviceToken=a; deviceToken=b", { deviceToken: "a" }), "deviceToken")).toBe("");
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

  test("without a life the cookie ends with the browser", () => {
    const { res, cookie } = aResponse();
    plain.set(res, "accessToken", "abc", null);
    expect(cookie.mock.calls[0]?.[2]).not.toHaveProperty("maxAge");
  });
});
