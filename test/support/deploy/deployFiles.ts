import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

/** Every file below deploy/. What an operator made beside them, such as secrets, is not in the repository. */
export function deployFiles(): string[] {
  return readdirSync("deploy", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((file) => !file.startsWith("deploy/docker/secrets/"));
}

/** A YAML file of one document. Throws what is wrong with it, doubled keys included. */
export function readYaml<T>(file: string): T {
  const documents = parseAllDocuments(readFileSync(file, "utf8"), { merge: true, uniqueKeys: true });
  const [document, ...others] = documents;
  const faults = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (document === undefined || others.length > 0 || faults.length > 0) {
    throw new Error(`${file}: ${documents.length} documents, ${faults.map(String).join(" ")}`);
  }
  return document.toJS() as T;
}

/** The seconds of a duration such as `10s` or `1m`. */
export function secondsOf(duration: string): number {
  const [, amount, unit] = /^(\d+)(s|m)$/.exec(duration) ?? [];
  if (amount === undefined) throw new Error(`"${duration}" is no duration.`);
  return Number(amount) * (unit === "m" ? 60 : 1);
}
