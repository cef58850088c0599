import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checks } from "../../src/doctor/index.js";

test("every fault that a check knows is planted by a test", () => {
  const files = [...readdirSync("test/doctor").map((name) => `test/doctor/${name}`), "test/cli/doctor.cli.test.ts"];
  const tests = files.filter((file) => file.endsWith(".test.ts")).map((file) => readFileSync(file, "utf8"));
  const codes = checks.flatMap(({ id, faults }) => Object.keys(faults).map((name) => `${id}.${name}`));
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code) => !tests.some((text) => text.includes(`"${code}"`)))).toEqual([]);
});

test("what is of medium severity or worse names who asks for it, or is an outage or a broken site", () => {
  const faults = checks.flatMap(({ id, faults }) =>
    Object.entries(faults).map(([name, fault]) => ({ code: `${id}.${name}`, ...fault })),
  );
  const unasked = faults.filter(({ severity, clause }) => /medium|high/.test(severity) && clause === null);
  expect(unasked.map(({ code }) => code).sort()).toEqual([
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
