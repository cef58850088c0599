import { readFileSync } from "node:fs";
import type { Figures, FileFigures, FolderFigures, Survivor } from "../mutate/figures.js";
import { sourcesDigest } from "../mutate/sources.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

/** What the last full runs of the mutation tests found. Throws when one was of other code. */
export function mutationParts(): Parts {
  const figures: Figures = JSON.parse(readFileSync("scripts/mutate/figures.json", "utf8"));
  for (const { folder, sources } of figures) {
    if (sources === sourcesDigest(folder)) continue;
    throw new Error(
      `${folder} has changed since scripts/mutate/figures.json was made: run "npm run mutate -- --folder ${nameOf(folder)} --write".`,
    );
  }
  const files = figures.flatMap((folder) => folder.files);
  const survivors = files.flatMap((file) => file.survivors.map((survivor) => paragraphOf(file, survivor)));
  return { scores: figures.map(scores).join("\n\n"), survivors: survivors.join("\n\n") };
}

function scores({ folder, files, minutes }: FolderFigures): string {
  const rows = [...files.filter(({ mutants }) => mutants > 0), totalOf(files)].map((file) => {
    const { tests, time, compiler, explorer } = file.caughtBy;
    const cells = [file.mutants, tests, time, compiler, explorer, file.survivors.length, scoreOf(file)];
    return [nameOf(file.file), ...cells.map(String)];
  });
  const head = ["file", "mutants", "tests", "time", "compiler", "explorer", "survivors", "score"];
  return `[${folder}](../../${folder}), a run of ${minutes} minutes:\n\n${markdownTable(head, rows, 1)}`;
}

function totalOf(files: readonly FileFigures[]): FileFigures {
  const sum = (of: (file: FileFigures) => number) => files.reduce((total, file) => total + of(file), 0);
  return {
    file: "**all**",
    mutants: sum(({ mutants }) => mutants),
    caughtBy: {
      tests: sum(({ caughtBy }) => caughtBy.tests),
      time: sum(({ caughtBy }) => caughtBy.time),
      compiler: sum(({ caughtBy }) => caughtBy.compiler),
      explorer: sum(({ caughtBy }) => caughtBy.explorer),
    },
    survivors: files.flatMap(({ survivors }) => survivors),
  };
}

function scoreOf({ mutants, survivors }: FileFigures): string {
  return `${((100 * (mutants - survivors.length)) / mutants).toFixed(1)} %`;
}

function paragraphOf({ file }: FileFigures, { lineText, original, replacement, why }: Survivor): string {
  return `### ${nameOf(file)}: \`${lineText}\`

\`\`\`diff
- ${original}
+ ${replacement}
\`\`\`

${why ?? "No reason is known."}`;
}

function nameOf(file: string): string {
  return file.replace(/^.*\//, "");
}
