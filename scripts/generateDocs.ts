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
  { path: "docs/configuration.md", render: renderConfigurationPage },
  { path: "docs/cli.md", render: renderCliPage },
  { path: "docs/doctor.md", render: renderDoctorPage },
  { path: ".env.example", render: renderEnvExample },
  { path: "docs/errors.md", render: renderErrorsPage },
  { path: "docs/metrics.md", render: renderMetricsPage },
  { path: "docs/performance.md", render: renderPerformancePage },
  { path: "docs/images/performance.svg", render: renderPerformanceImage },
  { path: "docs/proof.md", render: renderProofPage },
  { path: "docs/faults.md", render: renderFaultsPage },
  { path: "docs/mutation.md", render: renderMutationPage },
  { path: "docs/scale.md", render: renderScalePage },
  { path: "openapi.json", render: renderOpenApiDocument },
  { path: "packages/client/src/api.generated.ts", render: () => renderClientTypes(renderOpenApiDocument()) },
];

if (process.argv.includes("--check")) check();
else write();

function check(): void {
  const stale = files.filter(({ path, render }) => contentOf(path) !== render());
  for (const { path } of stale) process.stderr.write(`${path} is stale: run "npm run docs"\n`);
  if (stale.length > 0) process.exitCode = 1;
}

function write(): void {
  for (const { path, render } of files) writeFileSync(path, render());
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
