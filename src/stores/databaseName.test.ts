import { expect, test } from "vitest";
import { databaseName } from "./databaseName.js";

test.each([
  ["mongodb://user:pass@host:27017/app?tls=true", "mongodb://host:27017/app"],
  ["mongodb+srv://user@cluster.example.com/app", "mongodb+srv://cluster.example.com/app"],
  ["mongodb://a.example.com,b.example.com/app?replicaSet=rs", "mongodb://a.example.com,b.example.com/app"],
  ["postgresql://user:pass@a:1,b:2/app?sslmode=require", "postgresql://a:1,b:2/app"],
  // A password that was not encoded.
  ["mongodb://user:p@s?s/w@host/app?x=1", "mongodb://host/app"],
])("the name of a database for people holds no user, password or option: %s", (url, name) => {
  expect(databaseName(url)).toBe(name);
  expect(databaseName(url, { prefix: "auth_" })).toBe(`${name} (DATABASE_PREFIX=auth_)`);
  expect(databaseName(url, { schema: "auth", prefix: "a_" })).toBe(
    `${name} (DATABASE_SCHEMA=auth, DATABASE_PREFIX=a_)`,
  );
});
