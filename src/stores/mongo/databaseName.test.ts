import { expect, test } from "vitest";
import { databaseName } from "./databaseName.js";

test.each([
  ["mongodb://user:pass@host:27017/app?tls=true", "mongodb://host:27017/app"],
  ["mongodb+srv://user@cluster.example.com/app", "mongodb+srv://cluster.example.com/app"],
  ["mongodb://a.example.com,b.example.com/app?replicaSet=rs", "mongodb://a.example.com,b.example.com/app"],
  // A password that was not encoded.
  ["mongodb://user:p@s?s/w@host/app?x=1", "mongodb://host/app"],
])("the name of a database for people holds no user, password or option: %s", (url, name) => {
  expect(databaseName(url)).toBe(name);
  expect(databaseName(url, "auth_")).toBe(`${name} (DATABASE_PREFIX=auth_)`);
});
