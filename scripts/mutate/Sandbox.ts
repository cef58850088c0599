import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { applied, type Mutant } from "./Mutant.js";

const COPIED = ["src", "test", "proofs", "scripts", "package.json", "tsconfig.json"];
const MINUTES = 10;

export interface Outcome {
  /** `null` when it had to be stopped, because it took too long. */
  readonly code: number | null;
  readonly output: string;
}

/** A copy of the project in which one mutant at a time stands in the place of the shipped code. */
export class Sandbox {
  private readonly folder = mkdtempSync(join(tmpdir(), "latchkey-mutants-"));

  constructor() {
    const isInstalled = (path: string) => path.endsWith("node_modules");
    for (const name of COPIED) {
      cpSync(name, join(this.folder, name), { recursive: true, filter: (path) => !isInstalled(path) });
    }
    symlinkSync(resolve("node_modules"), join(this.folder, "node_modules"));
  }

  /** Runs a program of the project in the copy, with the mutant in its place. */
  async runOn(mutant: Mutant, program: string, ...args: string[]): Promise<Outcome> {
    const source = readFileSync(mutant.file, "utf8");
    this.write(mutant.file, applied(mutant, source));
    try {
      return await this.run(program, ...args);
    } finally {
      this.write(mutant.file, source);
    }
  }

  async run(program: string, ...args: string[]): Promise<Outcome> {
    const child = spawn(join("node_modules/.bin", program), args, {
      cwd: this.folder,
      env: { ...process.env, NO_COLOR: "1" },
      timeout: MINUTES * 60_000,
    });
    const written: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => written.push(chunk));
    const [code] = await once(child, "close");
    return { code, output: Buffer.concat(written).toString() };
  }

  write(path: string, content: string): void {
    writeFileSync(join(this.folder, path), content);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }
}
