import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { freePort } from "../scripts/mongo/freePort.js";
import { startServerProcess } from "./support/serverProcess.js";
import { temporaryFolder } from "./support/temporaryFolder.js";

const run = promisify(execFile);

interface Step {
  command: string;
  answer: string;
}

/** The console blocks of the README: each `$ ` line is a command, what follows up to the next one is its answer. */
function readSteps(): Step[] {
  const readme = readFileSync("README.md", "utf8");
  const consoles = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  return consoles
    .flatMap((text) => `\n${text}`.split("\n$ ").slice(1))
    .map((step) => {
      const [command = "", ...answer] = step.split("\n");
      return { command, answer: answer.join("\n").trim() };
    });
}

/** What differs each time, as the README prints it. */
function mask(answer: string): string {
  return answer
    .replace(/"(_id|accessToken|refreshToken|userAgent)":"[^"]+"/g, '"$1":"…"')
    .replace(/"(createdAt|updatedAt|lastSeenAt|expiresAt)":\d+/g, '"$1":…');
}

test("every command of the README gives the printed answer, in the printed order", async () => {
  const steps = readSteps();
  const folder = temporaryFolder();
  const port = String(await freePort());
  const server = await startServerProcess("src/index.ts", { cwd: folder, env: { PORT: port }, sign: "listens on" });

  expect(steps.length).toBeGreaterThan(10);
  for (const { command, answer } of steps) {
    const here = command.replaceAll("localhost:3000", `localhost:${port}`);
    const { stdout } = await run("sh", ["-c", here], { cwd: folder });
    expect(mask(stdout.trim()), command).toBe(answer);
  }
  expect(await server.stop()).toBe(0);
});
