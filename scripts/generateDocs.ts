import { readFileSync, writeFileSync } from "node:fs";
import { renderClientTypes } from "./docs/clientTypes.js";
import { renderCliPage } from "./docs/cliPage.js";
import { renderConfigurationPage } from "./docs/configurationPage.js";
import { renderDoctorPage } from "./docs/doctorPage.js";
import { renderEnvExample } from "./docs/envExample.js";
import { renderErrorsPage } from "./docs/errorsPage.js";
import { renderFaultsPage } from "./docs/faultsPage.js";
import { renderMetricsPage } from "./docs/metricsPage.js";
import { renderMutationPage } from "./docs/mutationPage.js";
import { renderOpenApiDocument } from "./docs/openApiDocument.js";
import { renderOptionsType } from "./docs/optionsType.js";
import { renderPerformanceImage, renderPerformancePage } from "./docs/performancePage.js";
import { renderProofPage } from "./docs/proofPage.js";
import { renderScalePage } from "./docs/scalePage.js";

/** A file that is written from the source and never by hand. */
interface GeneratedFile {
  /** From the root of the repository, where npm runs scripts. */
  path: string;
  render(): string;
}

const files: readonly GeneratedFile[] = [
  { path: "docs/reference/configuration.md", render: renderConfigurationPage },
  { path: "docs/reference/cli.md", render: renderCliPage },
  { path: "docs/reference/doctor.md", render: renderDoctorPage },
  { path: ".env.example", render: renderEnvExample },
  { path: "src/config/LatchkeyOptions.generated.ts", render: renderOptionsType },
  { path: "docs/reference/errors.md", render: renderErrorsPage },
  { path: "docs/reference/metrics.md", render: renderMetricsPage },
  { path: "docs/why/performance.md", render: renderPerformancePage },
  { path: "docs/images/performance.svg", render: renderPerformanceImage },
  { path: "docs/why/proof.md", render: renderProofPage },
  { path: "docs/why/faults.md", render: renderFaultsPage },
  { path: "docs/why/mutation.md", render: renderMutationPage },
  { path: "docs/why/scale.md", render: renderScalePage },
  { path: "openapi.json", render: renderOpenApiDocument },
  { path: "packages/client/src/api.generated.ts", render: () => renderClientTypes(renderOpenApiDocument()) },
];

if (process.argv.includes("--check")) check();
else write();

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
