import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mongoDriverVersion, oldDriverProblem } from "./mongoDriver.js";

test("the driver reports its version, which is the one that package.json has for our own tests", async () => {
  const { overrides } = JSON.parse(readFileSync("package.json", "utf8"));

  expect(await mongoDriverVersion()).toBe(overrides.mongodb);
  expect(oldDriverProblem(overrides.mongodb)).toBeNull();
});

test.each(["7.8.0", "7.8.99", "6.21.0"])("an older driver is named with the cure: %s", (version) => {
  const { overrides } = JSON.parse(readFileSync("package.json", "utf8"));

  expect(oldDriverProblem(version)).toContain(`mongodb ${version}, older than ${overrides.mongodb}`);
  expect(oldDriverProblem(version)).toContain(`"overrides": { "mongodb": "${overrides.mongodb}" }`);
});

test.each(["7.9.1", "7.10.0", "8.0.0"])("a newer driver is fine: %s", (version) => {
  expect(oldDriverProblem(version)).toBeNull();
});
