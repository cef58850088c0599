import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { startFailure } from "../../src/serve/startFailure.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

/** A package and what loads its machine code, without that: as pnpm leaves it when no install script is approved. */
function requireUnbuilt(packages: readonly string[]) {
  const modules = join(temporaryFolder(), "node_modules");
  for (const name of packages) {
    const target = join(modules, name);
    mkdirSync(dirname(target), { recursive: true });
    // By the path below the package: the temporary folder's own name must not count.
    const isMachineCode = (file: string) => /^(build|prebuilds|deps)$|\.node$/.test(basename(file));
    cpSync(join("node_modules", name), target, { recursive: true, filter: (file) => !isMachineCode(file) });
  }
  writeFileSync(join(modules, "../package.json"), "{}");
  return createRequire(join(modules, "../app.js"));
}

function failureOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("It was loaded.");
}

test.each([
  {
    name: "better-sqlite3",
    packages: ["better-sqlite3", "bindings", "file-uri-to-path"],
    load: (require: NodeJS.Require) => new (require("better-sqlite3"))(":memory:"),
  },
  {
    name: "bcrypt",
    packages: ["bcrypt", "node-gyp-build"],
    load: (require: NodeJS.Require) => require("bcrypt"),
  },
  {
    name: "@node-rs/argon2",
    packages: ["@node-rs/argon2"],
    load: (require: NodeJS.Require) => require("@node-rs/argon2"),
  },
])("$name without its machine code is reported in one line, with the fix", ({ name, packages, load }) => {
  const require = requireUnbuilt(packages);
  const failure = failureOf(() => load(require));

  expect(startFailure(failure)).toMatch(new RegExp(`^${name} has no machine code .* "pnpm approve-builds" .*$`));
  expect(startFailure(failure)).not.toContain("\n");
});

test("machine code of another Node is reported in one line", () => {
  const words = "The module '/app/node_modules/better-sqlite3/build/Release/better_sqlite3.node'\nwas compiled against";
  const error = Object.assign(new Error(`${words} NODE_MODULE_VERSION 115.`), { code: "ERR_DLOPEN_FAILED" });

  expect(startFailure(error)).toContain('"npm rebuild better-sqlite3"');
});

test("another failure is reported as it is", () => {
  expect(startFailure(Object.assign(new Error("no such\nfolder"), { code: "ENOENT" }))).toBe("no such folder");
});
