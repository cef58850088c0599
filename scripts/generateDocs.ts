import { readFileSync, writeFileSync } from "node:fs";
import { blastRadiusParts } from "./docs/blastRadiusPage.js";
import { renderClientTypes } from "./docs/clientTypes.js";
import { cliParts } from "./docs/cliPage.js";
import { configurationParts } from "./docs/configurationPage.js";
import { doctorParts } from "./docs/doctorPage.js";
import { renderEnvExample } from "./docs/envExample.js";
import { errorsParts } from "./docs/errorsPage.js";
import { faultsParts } from "./docs/faultsPage.js";
import { fillPage, type Parts } from "./docs/fillPage.js";
import { limitsParts } from "./docs/limitsPage.js";
import { metricsParts } from "./docs/metricsPage.js";
import { mutationParts } from "./docs/mutationPage.js";
import { renderOpenApiDocument } from "./docs/openApiDocument.js";
import { renderOptionsType } from "./docs/optionsType.js";
import { benchmarkParts, performanceParts, renderPerformanceImage } from "./docs/performancePage.js";
import { proofParts, worldParts } from "./docs/proofPage.js";
import { growthParts, scaleParts } from "./docs/scalePage.js";

/** A file that is written, wholly or in part, from the source. The path starts at the root, where npm runs scripts. */
interface GeneratedFile {
  readonly path: string;
  render(): string;
}

const files: readonly GeneratedFile[] = [
  page("docs/reference/configuration.md", configurationParts),
  page("docs/reference/cli.md", cliParts),
  page("docs/reference/doctor.md", doctorParts),
  page("docs/reference/errors.md", errorsParts),
  page("docs/reference/limits.md", limitsParts),
  page("docs/reference/metrics.md", metricsParts),
  page("docs/why/performance.md", performanceParts),
  page("bench/results.md", () => ({ ...benchmarkParts(), ...growthParts() })),
  page("docs/why/blast-radius.md", blastRadiusParts),
  page("docs/why/proof.md", proofParts),
  page("proofs/worlds.md", worldParts),
  page("docs/why/faults.md", faultsParts),
  page("docs/why/mutation.md", mutationParts),
  page("docs/why/scale.md", scaleParts),
  { path: "docs/images/performance.svg", render: renderPerformanceImage },
  { path: ".env.example", render: renderEnvExample },
  { path: "src/config/SettingOptions.generated.ts", render: renderOptionsType },
  { path: "openapi.json", render: renderOpenApiDocument },
  { path: "packages/client/src/api.generated.ts", render: () => renderClientTypes(renderOpenApiDocument()) },
];

if (process.argv.includes("--check")) check();
else write();

function page(path: string, parts: () => Parts): GeneratedFile {
  return { path, render: () => fillPage(readFileSync(path, "utf8"), parts()) };
}

function check(): void {
  for (const { path, render } of files) {
    attempt(path, () => {
      if (contentOf(path) !== render()) throw new Error('It is stale: run "npm run docs".');
    });
  }
}

function write(): void {
  for (const { path, render } of files) attempt(path, () => writeFileSync(path, render()));
}

/** A page whose figures are out of date must not keep the others from being written. */
function attempt(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    process.stderr.write(`${path}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
