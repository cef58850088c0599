import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { treeFaults } from "../../scripts/support/treeFaults.js";

const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));

// `overrides` and `allowScripts` of our package.json count for ourselves alone; npm run tarball asks the tree of an app.
test("no package that apps install with Latchkey runs a script but those of machine code, and there is one MongoDB driver", () => {
  expect(treeFaults(readJson("package-lock.json"))).toEqual([]);
});

test("a script and a second driver are seen, those for development are not asked", () => {
  const packages = {
    "": { version: "1.0.0" },
    "node_modules/bcrypt": { version: "6.0.0", hasInstallScript: true },
    "node_modules/esbuild": { version: "0.28.2", hasInstallScript: true, dev: true },
    "node_modules/@scarf/scarf": { version: "1.4.0", hasInstallScript: true },
    "node_modules/mongodb": { version: "7.9.0" },
    "node_modules/mongoose/node_modules/mongodb": { version: "7.8.0" },
  };

  expect(treeFaults({ packages })).toEqual([
    "@scarf/scarf runs a script at its installation.",
    "There is not one version of mongodb but 7.9.0, 7.8.0.",
  ]);
});

// Next.js writes moduleResolution "node" into a tsconfig.json of its own, and that reads no `exports`.
test.each(["package.json", "packages/client/package.json"])("every entry of %s is typed for node10 too", (file) => {
  const { exports, types, typesVersions } = readJson(file);
  const doors = Object.entries<{ types?: string }>(exports).filter(([, door]) => door.types !== undefined);
  const resolved = doors.map(([path]) => [path, path === "." ? `./${types}` : typesVersions["*"][path.slice(2)]?.[0]]);

  expect(doors.length).toBeGreaterThan(1);
  expect(resolved).toEqual(doors.map(([path, door]) => [path, door.types]));
});
