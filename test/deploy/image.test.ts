import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { createProgram } from "../../src/cli/program.js";
import { isSettingName } from "../../src/config/index.js";
import { listen } from "../../src/serve/httpServer.js";
import { inLastStage, readDockerfile } from "../support/deploy/dockerfile.js";
import { startTestServer } from "../support/http/testServer.js";
import { createMemoryStore } from "../support/memoryStore/index.js";

interface Manifest {
  engines: { node: string };
  bin: Record<string, string>;
  scripts: { build: string };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;

/** The arguments of an instruction in exec form; a shell form is no JSON, and throws. */
function execForm(text: string): string[] {
  return JSON.parse(text.slice(text.indexOf("["))) as string[];
}

/** The scripts of a command line, and what they import. */
function filesOf(commands: string): string[] {
  const scripts = commands.match(/scripts\/\w+\.mjs/g) ?? [];
  const imported = scripts.flatMap((script) =>
    [...readFileSync(script, "utf8").matchAll(/ from "\.\/(.+)"/g)].map(([, file]) => `scripts/${file}`),
  );
  return [...scripts, ...imported];
}

/** [20, 19] of "20.19" */
function numbersOf(version: string): number[] {
  return version.split(".").map(Number);
}

describe("the image", () => {
  test("is built and run on one release of Node, which the package is for", () => {
    const bases = readDockerfile().filter(({ name }) => name === "FROM");
    const versions = bases.map(({ rest }) => /^node:([\d.]+)-[a-z]+-slim( AS \w+)?$/.exec(rest)?.[1] ?? rest);
    expect(new Set(versions).size).toBe(1);
    const [major = 0] = numbersOf(versions[0] ?? "");
    const [least = Number.POSITIVE_INFINITY] = numbersOf(manifest.engines.node.replace(/^>=/, ""));
    // The tag of a line stands for its latest release, so the line alone has to be newer.
    expect(major).toBeGreaterThan(least);
    // Lines with an odd number get no long support.
    expect(major % 2).toBe(0);
  });

  test("does not run as root, whom Kubernetes only knows by a number", () => {
    expect(inLastStage("USER")).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test("runs a command of the package without a shell, so that signals arrive", () => {
    const [entry = "", ...more] = execForm(inLastStage("ENTRYPOINT"));
    expect(more).toEqual([]);
    const program = manifest.bin[entry] ?? "";
    expect(inLastStage("RUN")).toContain(`ln -s /app/${program} /usr/local/bin/${entry}`);
    expect(existsSync(program.replace(/^dist/, "src").replace(/\.js$/, ".ts"))).toBe(true);
    const [command = ""] = execForm(inLastStage("CMD"));
    expect(createProgram().commands.map((known) => known.name())).toContain(command);
  });

  test("keeps its data in a volume below the working directory, where the settings' defaults put them", () => {
    expect(inLastStage("VOLUME")).toBe(`${inLastStage("WORKDIR")}/data`);
  });

  test("sets nothing but settings, and no secret", () => {
    const names = readDockerfile()
      .filter(({ name }) => name === "ENV" || name === "ARG")
      .flatMap(({ rest }) => [...rest.matchAll(/([A-Z_]+)=/g)].map(([, name = ""]) => name));
    expect(names.filter((name) => name !== "NODE_ENV" && !isSettingName(name))).toEqual([]);
    expect(names.filter((name) => /SECRET|TOKEN|PASSWORD|URL/.test(name))).toEqual([]);
  });

  test("is built from the lockfile, and from a list of what may enter", () => {
    const runs = readDockerfile().filter(({ name }) => name === "RUN");
    expect(runs.map(({ rest }) => rest)).toContain("npm ci");
    expect(runs.filter(({ rest }) => /npm (i|install)\b/.test(rest))).toEqual([]);
    const [first, ...rest] = readFileSync(".dockerignore", "utf8")
      .replace(/^#.*\n/gm, "")
      .trim()
      .split("\n");
    expect(first).toBe("*");
    const allowed = rest.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    expect(allowed.filter((path) => !existsSync(path))).toEqual([]);
    expect(allowed.filter((path) => /data|\.env|\.git|test|docs/.test(path))).toEqual([]);
    expect(rest).toContain("**/.env");
    expect(filesOf(manifest.scripts.build).filter((file) => !allowed.includes(file))).toEqual([]);
  });
});

describe("the healthcheck, which needs no curl", () => {
  const [node = "", ...args] = execForm(inLastStage("HEALTHCHECK"));

  async function exitCode(port: number): Promise<unknown> {
    const child = spawn(node, args, { env: { PATH: process.env["PATH"], PORT: String(port) }, stdio: "ignore" });
    const [code] = await once(child, "exit");
    return code;
  }

  test("passes where the server answers", async () => {
    const server = await startTestServer({}, { store: createMemoryStore() });
    onTestFinished(() => server.close());
    expect(await exitCode(Number(new URL(server.origin).port))).toBe(0);
  });

  test("fails where the answer is a failure", async () => {
    const server = createServer((_request, response) => response.writeHead(503).end());
    await listen(server, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => void server.close());
    expect(await exitCode((server.address() as AddressInfo).port)).toBe(1);
  });

  test("fails where nobody listens", async () => {
    expect(await exitCode(await freePort())).toBe(1);
  });
});
