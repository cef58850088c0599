import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "./makeFolder.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "latchkey-test-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("a folder and those above it are made for their owner alone, and those that are there stay as they are", () => {
  mkdirSync(join(root, "open"), { mode: 0o755 });
  makeFolder(join(root, "open", "a", "b"));
  makeFolder(join(root, "open", "a", "b"));
  const modes = ["open", "open/a", "open/a/b"].map((path) => (statSync(join(root, path)).mode & 0o777).toString(8));
  expect(modes).toEqual(["755", "700", "700"]);
});

test("a file in the way is an error, however far above", () => {
  writeFileSync(join(root, "file"), "");
  expect(() => makeFolder(join(root, "file"))).toThrow("EEXIST");
  expect(() => makeFolder(join(root, "file", "a", "b"))).toThrow("ENOTDIR");
});

test.skipIf(process.platform !== "linux")(
  "a place where no folder can be made is an error, and not tried forever",
  () => {
    expect(() => makeFolder("/proc/nope/a")).toThrow("ENOENT");
  },
);
