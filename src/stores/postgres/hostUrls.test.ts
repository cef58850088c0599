import { expect, test } from "vitest";
import { hostUrls } from "./hostUrls.js";

test.each([
  ["postgres://db/app", ["postgres://db/app"]],
  ["postgresql://u:p@a:1,b:2/app?x=1", ["postgresql://u:p@a:1/app?x=1", "postgresql://u:p@b:2/app?x=1"]],
  ["postgres://u:a,b@[::1]:5432,c/app", ["postgres://u:a,b@[::1]:5432/app", "postgres://u:a,b@c/app"]],
  ["postgres:///app?host=/run/postgresql", ["postgres:///app?host=/run/postgresql"]],
])("each host of a URL gets a URL of its own: %s", (url, expected) => {
  expect(hostUrls(url)).toEqual(expected);
});

test("sslmode means what PostgreSQL's own programs take it for", () => {
  expect(hostUrls("postgres://db/app?sslmode=require")).toEqual([
    "postgres://db/app?sslmode=require&uselibpqcompat=true",
  ]);
});
