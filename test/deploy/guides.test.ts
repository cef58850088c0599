import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isSettingName, loadConfig } from "../../src/config/index.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const FOLDER = "docs/guides/deploy";
const guides = readdirSync(FOLDER);

/** What stands between the fences of a guide, by language. */
function blocksOf(guide: string, language: string): string[] {
  const blocks = readFileSync(`${FOLDER}/${guide}`, "utf8").matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].filter(([, of]) => of === language).map(([, , text = ""]) => text);
}

/** Runs the part of a guide that writes a file of settings, as a reader would, and answers what it wrote. */
function settingsWrittenBy(guide: string, file: string): string {
  const part = blocksOf(guide, "sh").flatMap((block) => block.match(/^\(umask 077 && cat > .*?^\)$/gms) ?? [])[0] ?? "";
  const cwd = temporaryFolder();
  execFileSync("sh", ["-e", "-c", `mkdir -p secrets\n${part}`], { cwd });
  return readFileSync(join(cwd, file), "utf8");
}

describe("the settings that a guide writes start a server", () => {
  test.each([
    ["docker.md", "secrets/latchkey.env"],
    ["kubernetes.md", "secret.env"],
  ])("%s", (guide, file) => {
    const dotEnv = settingsWrittenBy(guide, file);
    // Kubernetes and Compose take what follows the sign as it is, quotes and all.
    expect(dotEnv).not.toMatch(/["'`]/);
    const config = loadConfig({ env: { PUBLIC_URL: "https://auth.example.com" }, dotEnv, cwd: temporaryFolder() });
    expect(config.generatedSecretsFile).toBeNull();
    expect(config.metricsToken).not.toBeNull();
  });
});

test.each(guides)("every setting that %s names exists", (guide) => {
  const text = readFileSync(`${FOLDER}/${guide}`, "utf8");
  const names = [...text.matchAll(/\b[A-Z]{3,}(?:_[A-Z]+)+\b/g)].map(([name]) => name);
  const others = ["COMPOSE_FILE", "SHUTTING_DOWN"];
  expect([...new Set(names)].filter((name) => !isSettingName(name) && !others.includes(name))).toEqual([]);
});

test.each(guides)("every shell command of %s can be parsed", (guide) => {
  for (const block of blocksOf(guide, "sh")) {
    // What a reader has to fill in would be a redirection.
    const filledIn = block.replaceAll(/<((?:this|the|your) [a-z]+)>/g, "something");
    execFileSync("sh", ["-n", "-c", filledIn], { stdio: "pipe" });
  }
});
