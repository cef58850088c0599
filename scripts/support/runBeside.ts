import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs a command with further variables and gives its exit code; without a command it waits for Ctrl-C. */
export async function runBeside(
  env: Record<string, string>,
  command: string | undefined,
  args: string[],
): Promise<number> {
  if (command === undefined) return untilInterrupted();
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGINT", forward);
  process.on("SIGTERM", forward);
  const [exitCode] = await once(child, "exit");
  return typeof exitCode === "number" ? exitCode : 1;
}

async function untilInterrupted(): Promise<number> {
  process.stderr.write("Press Ctrl-C to stop it.\n");
  const keepAlive = setInterval(() => {}, 60_000);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(keepAlive);
  return 0;
}
