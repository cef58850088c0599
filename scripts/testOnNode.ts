// The fast tests on another version of Node: `npm run test:node24`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { nodeRuntime } from "./support/nodeRuntime.js";

const [release = "24", ...files] = process.argv.slice(2);
try {
  const { version, node, root } = await nodeRuntime(release);
  process.stdout.write(`The fast tests on Node ${version}\n`);
  const vitest = [resolve("node_modules/vitest/vitest.mjs"), "run", "--config", "vitest.fast.config.ts", ...files];
  const tests = spawn(node, vitest, { cwd: root, stdio: "inherit" });
  const [code] = await once(tests, "exit");
  process.exitCode = code ?? 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
