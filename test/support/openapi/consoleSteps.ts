import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect } from "vitest";

const run = promisify(execFile);

interface Step {
  command: string;
  answer: string;
}

/** The console blocks of a page: each `$ ` line is a command, what follows up to the next one is its answer. */
export function readSteps(page: string): Step[] {
  const consoles = [...readFileSync(page, "utf8").matchAll(/```console\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  return consoles
    .flatMap((text) => `\n${text}`.split("\n$ ").slice(1))
    .map((step) => {
      const [command = "", ...answer] = step.split("\n");
      return { command, answer: answer.join("\n").trim() };
    });
}

/** Runs a step against the server on a port; what it prints must be what the page says, but for what differs each time. */
export async function expectAnswer({ command, answer }: Step, port: string, cwd: string): Promise<void> {
  const { stdout } = await run("sh", ["-c", command.replaceAll("localhost:3000", `localhost:${port}`)], { cwd });
  expect(mask(stdout.trim()), command).toBe(answer);
}

/** What differs each time, as the pages print it. */
function mask(answer: string): string {
  return answer
    .replace(
      /"(_id|accessToken|refreshToken|userAgent|openedWith|sessionId|userId|flow|secret|uri)":"[^"]+"/g,
      '"$1":"…"',
    )
    .replace(/"recoveryCodes":\[[^\]]+\]/g, '"recoveryCodes":["…"]')
    .replace(/"(\w+At|at)":\d+/g, '"$1":…')
    .replace(/^[A-Za-z0-9_-]{43}$/, "…");
}
