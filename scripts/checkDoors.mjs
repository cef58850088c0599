// Packs the built package and lets two judges look at how it is entered: publint at the exports, attw at their types.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/** It is a package of ES modules: Node 20.19 and later can require it. */
const EXPECTED = new Set(["CJSResolvesToESM"]);
const isExpected = ({ kind }) => EXPECTED.has(kind);

const folder = mkdtempSync(join(tmpdir(), "latchkey-doors-"));
try {
  const name = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { encoding: "utf8" }).trim();
  const tarball = readFileSync(join(folder, name));
  const pkg = JSON.parse(readFileSync("package.json", "utf8"));
  const { messages } = await publint({
    pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length) },
    strict: true,
  });
  const { problems, types } = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  const faults = [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
    ...problems.filter((problem) => !isExpected(problem)).map((problem) => `attw: ${JSON.stringify(problem)}`),
    ...(types === false ? ["attw: there are no types"] : []),
  ];
  if (faults.length > 0) throw new Error(faults.join("\n"));
  process.stdout.write(`${Object.keys(pkg.exports).length} doors, and their types, are in order.\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
