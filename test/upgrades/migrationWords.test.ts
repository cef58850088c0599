import { expect, test } from "vitest";
import { migrations } from "../../src/stores/sqlite/migrations/index.js";
import type { Migration } from "../../src/stores/sqlite/migrations/Migration.js";
import { askRelease } from "../support/upgrades/askRelease.js";
import { faultsOf } from "../support/upgrades/expandFaults.js";
import { buildReleaseBefore, hasReleaseBefore } from "../support/upgrades/releaseBefore.js";

const hasRelease = hasReleaseBefore();
const releasedBefore: readonly Migration[] = hasRelease
  ? askRelease(await buildReleaseBefore(), "stores/sqlite/migrations/index.js", "module.migrations")
  : [];

test.skipIf(!hasRelease)("a released migration is never edited", () => {
  expect(migrations.slice(0, releasedBefore.length)).toEqual(releasedBefore);
});

test.each(migrations.filter(({ kind }) => kind === "expand"))("$name only adds, as it says", ({ version }) => {
  expect(faultsOf(migrations.slice(0, version))).toEqual([]);
});

test.skipIf(!hasRelease)(
  "a contract comes a release after the expansion that it finishes, and needs a program that knows that one",
  () => {
    for (const migration of migrations) {
      if (migration.kind !== "contract") continue;
      const { version, finishes, needs } = migration;
      expect(migrations.find((other) => other.version === finishes)?.kind).toBe("expand");
      expect(needs).toBeGreaterThanOrEqual(finishes);
      expect(needs).toBeLessThanOrEqual(version);
      if (version > releasedBefore.length) expect(finishes).toBeLessThanOrEqual(releasedBefore.length);
    }
  },
);

test.skipIf(!hasRelease)(
  "a cutover takes nothing away, and needs a program that knows an expansion which the release before could not know",
  () => {
    for (const migration of migrations.slice(releasedBefore.length)) {
      if (migration.kind !== "cutover") continue;
      expect(migration.sql.replaceAll(/--.*$/gm, "").trim()).toMatch(/^CREATE TRIGGER [^;]+;\s*END;$/);
      expect(migrations.find(({ version }) => version === migration.needs)?.kind).toBe("expand");
      expect(migration.needs).toBeGreaterThan(releasedBefore.length);
      expect(migration.needs).toBeLessThan(migration.version);
    }
  },
);

const TABLE: Migration = {
  version: 1,
  name: "table",
  kind: "expand",
  sql: "CREATE TABLE things (_id TEXT PRIMARY KEY, name TEXT, size INTEGER); CREATE INDEX thingsByName ON things (name);",
};

test.each([
  ["ALTER TABLE things ADD COLUMN color TEXT"],
  ["ALTER TABLE things ADD COLUMN color TEXT NOT NULL DEFAULT 'red'"],
  ["CREATE TABLE others (_id TEXT PRIMARY KEY, name TEXT UNIQUE); CREATE UNIQUE INDEX o ON others (name)"],
  ["CREATE INDEX thingsBySize ON things (size)"],
  ["DROP INDEX thingsByName; CREATE INDEX thingsByName ON things (name, size)"],
])("may be called expand: %s", (sql) => {
  expect(faultsOf([TABLE, { version: 2, name: "next", kind: "expand", sql }])).toEqual([]);
});

test.each([
  ["ALTER TABLE things DROP COLUMN size"],
  ["ALTER TABLE things RENAME COLUMN size TO length"],
  ["ALTER TABLE things RENAME TO objects"],
  ["ALTER TABLE things ADD COLUMN color TEXT NOT NULL"],
  ["ALTER TABLE things ADD COLUMN color TEXT check (size > 1)"],
  ["ALTER TABLE things ADD COLUMN color TEXT CHECK (size > 1)"],
  ["ALTER TABLE things ADD COLUMN other TEXT REFERENCES things (_id)"],
  ["CREATE TABLE others (thing TEXT REFERENCES things (_id))"],
  ["DROP TABLE things"],
  ["DROP INDEX thingsByName"],
  ["DROP INDEX thingsByName; CREATE UNIQUE INDEX thingsByName ON things (name)"],
  ["CREATE UNIQUE INDEX thingsBySize ON things (size)"],
  ["UPDATE things SET size = 0"],
  ["DELETE FROM things"],
  ["INSERT INTO things (_id) VALUES ('1')"],
  ["CREATE TRIGGER t BEFORE INSERT ON things BEGIN SELECT RAISE(ABORT, 'no'); END"],
  ["CREATE TABLE things2 (name TEXT UNIQUE); DROP TABLE things; ALTER TABLE things2 RENAME TO things"],
  ["PRAGMA user_version = 2"],
])("may not be called expand: %s", (sql) => {
  expect(faultsOf([TABLE, { version: 2, name: "next", kind: "expand", sql }])).not.toEqual([]);
});
