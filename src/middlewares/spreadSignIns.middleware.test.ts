import { setImmediate as nextTurn } from "node:timers/promises";
import express from "express";
import { expect, test } from "vitest";
import { spreadSignIns } from "./spreadSignIns.middleware.js";

/** The middleware, and the names of what it has let through. */
function spreading() {
  const handler = spreadSignIns();
  const begun: string[] = [];
  const send = (name: string, method: string, url: string) => {
    const req = Object.assign(Object.create(express.request), { method, url });
    handler(req, express.response, () => void begun.push(name));
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

test("other requests never wait", () => {
  const { begun, send, signIn } = spreading();
  for (const name of ["a", "b", "c"]) signIn(name);
  send("refresh", "POST", "/refresh-token");
  send("preflight", "OPTIONS", "/login");
  expect(begun).toEqual(["a", "b", "refresh", "preflight"]);
});
