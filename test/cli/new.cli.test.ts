import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtCli } from "../support/cli/builtCli.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

describe("latchkey new", () => {
  test("says what to run next, and names the app after its folder", async () => {
    const cwd = temporaryFolder();
    const { code, stdout } = await cli().run(["new", "apps/My App", "-t", "express"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('  cd "apps/My App"\n  npm install\n  npm run dev\n');
    expect(stdout).not.toContain("SECRET");
    const { name } = JSON.parse(readFileSync(join(cwd, "apps/My App/package.json"), "utf8"));
    expect(name).toBe("my-app");
  });

  test("writes into an empty repository, and into no folder that has anything else", async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "repository/.git"), { recursive: true });
    expect(await cli().run(["new", "repository", "-t", "express"], { cwd })).toMatchObject({ code: 0 });
    expect(readdirSync(join(cwd, "repository"))).toEqual(expect.arrayContaining([".git", ".env", "package.json"]));

    mkdirSync(join(cwd, "full"));
    writeFileSync(join(cwd, "full/notes.txt"), "mine");
    writeFileSync(join(cwd, "file"), "mine");
    for (const place of ["full", "file", "repository"]) {
      expect(await cli().failure(["new", place, "-t", "express"], { cwd })).toMatchObject({
        exit: 5,
        code: "FOLDER_NOT_EMPTY",
      });
    }
    expect(readdirSync(join(cwd, "full"))).toEqual(["notes.txt"]);
  });

  test.each([
    [["new"], "INPUT_MISSING", "Folder required"],
    [["new", "app"], "INPUT_MISSING", "--template express, next or spa"],
    [["new", "app", "--template", "vue"], "USAGE", "Expected one of express, next, spa"],
  ])("without a terminal everything must be given: %j", async (args, code, message) => {
    const cwd = temporaryFolder();
    const failure = await cli().failure(args, { cwd });
    expect(failure).toMatchObject({ exit: 2, code });
    expect(failure.message).toContain(message);
    expect(existsSync(join(cwd, "app"))).toBe(false);
  });
});
