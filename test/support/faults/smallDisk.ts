import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const SIZE = "4m";
/** A database server enters it as another user. */
const MODE = "755";

/** A file system of its own, which a test can fill up and make read-only; also root finds no room there. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  /** Nothing on it may be open for writing. */
  makeReadOnly(): void;
  makeWritable(): void;
}

/** Whether this machine lets the test mount one: Linux, as root. */
export const canMakeSmallDisk = tryToMount();

/** It is gone when the test ends. `size` is as `mount` takes it. */
export function aSmallDisk(size = SIZE): SmallDisk {
  const folder = mount(size);
  onTestFinished(() => unmount(folder));
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: () => fillUp(ballast),
    free: () => rmSync(ballast),
    makeReadOnly: () => run("mount", "-o", "remount,ro", folder),
    makeWritable: () => run("mount", "-o", "remount,rw", folder),
  };
}

function tryToMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    unmount(mount(SIZE));
    return true;
  } catch {
    return false;
  }
}

function mount(size: string): string {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-disk-"));
  try {
    run("mount", "-t", "tmpfs", "-o", `size=${size},mode=${MODE}`, "tmpfs", folder);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return folder;
}

/** Lazily: a server that failed may still hold a file. */
function unmount(folder: string): void {
  run("umount", "-l", folder);
  rmSync(folder, { recursive: true });
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: "ignore" });
}

function fillUp(file: string): void {
  const handle = openSync(file, "w");
  try {
    for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) writeUntilFull(handle, Buffer.alloc(size));
  } finally {
    closeSync(handle);
  }
}

function writeUntilFull(handle: number, chunk: Buffer): void {
  try {
    for (;;) writeSync(handle, chunk);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}
