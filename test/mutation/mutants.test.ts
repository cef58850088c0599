import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applied, mutantOf } from "../../scripts/mutate/Mutant.js";
import { ownMutantsOf } from "../../scripts/mutate/ownMutants.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

test("beside Stryker's mutants each statement and field is taken out and each number is one larger", () => {
  const source = 'if (ready) tell({ name: "it", ...more });\nconst kept = [1];\nthrow kept;\n';
  const file = join(temporaryFolder(), "code.ts");
  writeFileSync(file, source);
  expect(ownMutantsOf(file).map((mutant) => applied(mutant, source).trim())).toEqual([
    "if (ready) ;\nconst kept = [1];\nthrow kept;",
    "if (ready) tell({  ...more });\nconst kept = [1];\nthrow kept;",
    'if (ready) tell({ name: "it",  });\nconst kept = [1];\nthrow kept;',
    'if (ready) tell({ name: "it", ...more });\nconst kept = [2];\nthrow kept;',
    'if (ready) tell({ name: "it", ...more });\nconst kept = [1];\n;',
  ]);
});

test("a mutant is known by the text of its line, which stays when the lines above it change", () => {
  const source = "one();\n  two(\n    three);\n";
  const mutant = mutantOf("code.ts", source, { start: 9, end: 24, replacement: ";" });
  expect(mutant).toMatchObject({ line: 2, lineText: "two(", original: "two( three)", replacement: ";" });
});
