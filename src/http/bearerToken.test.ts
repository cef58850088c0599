import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { readBearerToken } from "./bearerToken.js";

function read(...headers: string[]) {
  const req = new IncomingMessage(new Socket());
  // As Node leaves them: the first one, and all of them as they came.
  req.headers = { authorization: headers[0] };
  req.rawHeaders = headers.flatMap((header, index) => [
    "Host",
    "a",
    index === 0 ? "Authorization" : "AUTHORIZATION",
    header,
  ]);
  return readBearerToken(req);
}

test("without the header the result is null", () => {
  expect(readBearerToken(new IncomingMessage(new Socket()))).toEqual({ kind: "none" });
});

test.each(["Bearer abc", "bearer abc", "BEARER abc", "Bearer   abc"])("%j has a token, in any case", (header) => {
  expect(read(header)).toEqual({ kind: "token", token: "abc" });
});

test("takes every character of RFC 6750", () => {
  const token = "azAZ09-._~+/==";
  expect(read(`Bearer ${token}`)).toEqual({ kind: "token", token });
});

test.each([
  "",
  "Bearer",
  "Bearer ",
  "Bearer  ",
  "bearer",
  "Bearer undefined",
  "Bearer null",
  "bearer  undefined",
  "Basic abc",
  "Basic eDp5Cg==",
  'Digest username="x", realm="y"',
  "DPoP abc",
  "xxBearer abc",
])("%j carries no token of ours, which is the same as none", (header) => {
  expect(read(header)).toEqual({ kind: "none" });
});

test.each([
  "abc",
  "Bearerabc",
  "Bearer\tabc",
  "Bearer, abc",
  "Bearer abc def",
  "Bearer undefined abc",
  "Bearer abc, Bearer def",
  "Basic eDp5, Bearer abc",
  "Bearer abc, Basic eDp5",
  "Bearer =abc",
  "Bearer a=b",
  'Bearer "abc"',
  "Bearer äbc",
  "Bearer abc\n",
])("%j is malformed, which is not the same as none", (header) => {
  expect(read(header)).toEqual({ kind: "malformed" });
});

test.each(["Bearer undefinedx", "Bearer nulls"])("%j has a token that only begins like none", (header) => {
  expect(read(header).kind).toBe("token");
});

test("two headers are malformed, also when they agree", () => {
  expect(read("Bearer abc", "Bearer abc")).toEqual({ kind: "malformed" });
  expect(read("Basic eDp5", "Bearer abc")).toEqual({ kind: "malformed" });
  expect(read("", "Bearer abc")).toEqual({ kind: "malformed" });
});
