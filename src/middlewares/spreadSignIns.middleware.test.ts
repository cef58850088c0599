import { setImmediate as nextTurn } from "node:timers/promises";
import express, { Router } from "express";
import { expect, test } from "vitest";
import { spreadSignIns } from "./spreadSignIns.middleware.js";

/** The middleware, mounted as the router of the routes does, and the names of what it has let through. */
function spreading() {
  const begun: string[] = [];
  const router = Router()
    .use("/login", spreadSignIns())
    .use((req) => void begun.push(String(req.headers["name"])));
  const send = (name: string, method: string, url: string) => {
    const req = Object.assign(Object.create(express.request), { method, url, headers: { name } });
    router(req, express.response, () => undefined);
  };
  return { begun, send, signIn: (name: string) => send(name, "POST", "/login") };
}

test("two sign-ins begin in a turn of the event loop, the others in the next turns, in their order", async () => {
  const { begun, signIn } = spreading();
  for (const name of ["a", "b", "c", "d", "e"]) signIn(name);
  expect(begun).toEqual(["a", "b"]);
  await nextTurn();
  expect(begun).toEqual(["a", "b", "c", "d"]);
  signIn("f");
  signIn("g");
  await nextTurn();
  expect(begun).toEqual(["a", "b", "c", "d", "e", "f"]);
  await nextTurn();
  expect(begun).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
});

test("a sign-in begins at once when no other one has begun in its turn", async () => {
  const { begun, signIn } = spreading();
  for (const name of ["a", "b", "c"]) {
    signIn(name);
    expect(begun.at(-1)).toBe(name);
    await nextTurn();
    await nextTurn();
  }
});

test.each(["/login", "/Login", "/login/"])("a sign-in at %s, which the route takes too, is one of the two", (path) => {
  const { begun, send, signIn } = spreading();
  for (const name of ["a", "b"]) signIn(name);
  send("c", "POST", path);
  expect(begun).toEqual(["a", "b"]);
});

test("other requests never wait", () => {
  const { begun, send, signIn } = spreading();
  for (const name of ["a", "b", "c"]) signIn(name);
  send("refresh", "POST", "/refresh-token");
  send("preflight", "OPTIONS", "/login");
  expect(begun).toEqual(["a", "b", "refresh", "preflight"]);
});
