import { expect, test } from "vitest";
import { Naming } from "./Naming.js";

const naming = new Naming({ schema: "auth", prefix: "lk_" });

test("tables get the schema and the prefix, columns with capitals quotes, and parameters numbers", () => {
  const sql = "SELECT sessions._id, userId FROM sessions WHERE userId = @userId AND at < @before OR userId = @userId";
  expect(naming.statement(sql)).toMatchObject({
    text: `SELECT "auth"."lk_sessions"._id, "userId" FROM "auth"."lk_sessions" WHERE "userId" = $1 AND at < $2 OR "userId" = $1`,
    parameters: ["userId", "before"],
  });
});

test("an index gets the prefix alone: it has the schema of its table", () => {
  expect(naming.text("CREATE INDEX sessionsOfUser ON sessions (userId)")).toBe(
    `CREATE INDEX "lk_sessionsOfUser" ON "auth"."lk_sessions" ("userId")`,
  );
});

test("a statement has the same name for the same text and another one for another: clients of a pooler share them", () => {
  const name = (schema: string) => new Naming({ schema, prefix: "" }).statement("SELECT * FROM users").name;
  expect(name("a")).toBe(name("a"));
  expect(name("a")).not.toBe(name("b"));
});
