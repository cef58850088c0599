import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checks } from "../../src/doctor/index.js";

const issues = checks.flatMap(({ id, issues }) =>
  Object.entries(issues).map(([name, issue]) => ({ code: `${id}.${name}`, ...issue })),
);

test("a test plants each issue that a check can report", () => {
  const files = [...readdirSync("test/doctor").map((name) => `test/doctor/${name}`), "test/cli/doctor.cli.test.ts"];
  const tests = files.filter((file) => file.endsWith(".test.ts")).map((file) => readFileSync(file, "utf8"));
  const codes = issues.map(({ code }) => code);
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code) => !tests.some((text) => text.includes(`"${code}"`)))).toEqual([]);
});

test("an issue of medium or high severity names a standard, unless it is an outage or a broken site", () => {
  const unnamed = issues.filter(({ severity, reference }) => /medium|high/.test(severity) && reference === undefined);
  expect(unnamed.map(({ code }) => code).sort()).toEqual([
    "browsers.pages-missing",
    "cookies.missing",
    "database.absent",
    "database.away",
    "database.behind",
    "database.closed",
    "database.foreign",
    "health.not-ready",
    "reachable.silent",
    "reachable.stranger",
    "servers.failing",
    "servers.keys",
    "servers.strangers",
    "settings.wrong",
  ]);
});
