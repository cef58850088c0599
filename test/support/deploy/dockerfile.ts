import { readFileSync } from "node:fs";

export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of the Dockerfile, each in one line. */
export function readDockerfile(): Instruction[] {
  const lines = readFileSync("Dockerfile", "utf8")
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n");
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return { name, rest };
    });
}

/** What the only instruction of a name in the last stage says. */
export function inLastStage(name: string): string {
  const instructions = readDockerfile();
  const last = instructions.findLastIndex((instruction) => instruction.name === "FROM");
  const [found, ...others] = instructions.slice(last).filter((instruction) => instruction.name === name);
  if (found === undefined || others.length > 0) throw new Error(`There is not one ${name} in the last stage.`);
  return found.rest;
}
