import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isSettingName } from "../../src/config/index.js";
import { deployFiles, readYaml } from "../support/deploy/deployFiles.js";

const files = deployFiles();

test.each(files.filter((file) => /\.ya?ml$/.test(file)))("%s is YAML of one document", (file) => {
  expect(readYaml(file)).toBeTypeOf("object");
});

/** The settings of Latchkey, and what belongs to the other programs of these files. */
const OTHERS = [
  "NODE_ENV",
  "DOMAIN",
  "SITE",
  "UPSTREAM",
  "HOME",
  "MONGO_INITDB_ROOT_USERNAME",
  "MONGO_INITDB_ROOT_PASSWORD_FILE",
  "POSTGRES_DB",
  "POSTGRES_PASSWORD_FILE",
  "POSTGRES_INITDB_ARGS",
];

test("every variable that a file of deploy/ sets is a setting, or another program's", () => {
  const names = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/^\s*(?:Environment=)?([A-Z][A-Z_]{2,})[=:]/gm)].map(
      ([, name = ""]) => name,
    ),
  );
  expect(names.length).toBeGreaterThan(10);
  expect([...new Set(names)].filter((name) => !isSettingName(name) && !OTHERS.includes(name))).toEqual([]);
});

test("no file of deploy/ holds a secret", () => {
  const values = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/^\s*\S*(?:SECRET|TOKEN|PASSWORD|_URL)\s*[=:]\s*(.*)$/gm)].map(
      ([, value = ""]) => `${file}: ${value}`,
    ),
  );
  expect(values.filter((value) => !/: (""|https:\/\/(auth\.example\.com|\$\{DOMAIN:.*\})|)$/.test(value))).toEqual([]);
});
