import { EXPLAINED, isOf } from "./explained.js";
import type { Judge, Mutant, Verdict } from "./Mutant.js";
import { type Folder, sourcesDigest } from "./sources.js";

/** What scripts/mutate/figures.json holds, for docs/why/mutation.md: of each folder the last run over all its files. */
export type Figures = readonly FolderFigures[];

export interface FolderFigures {
  readonly folder: Folder;
  /** The code that was put to the test. */
  readonly sources: string;
  readonly minutes: number;
  readonly files: readonly FileFigures[];
}

export interface FileFigures {
  readonly file: string;
  readonly mutants: number;
  readonly caughtBy: Readonly<Record<Judge, number>>;
  readonly survivors: readonly Survivor[];
}

export interface Survivor extends Pick<Mutant, "lineText" | "original" | "replacement"> {
  /** `null` is a gap in the checks. */
  readonly why: string | null;
}

export function figuresOf(folder: Folder, verdicts: readonly Verdict[], minutes: number): FolderFigures {
  const files = [...new Set(verdicts.map(({ mutant }) => mutant.file))].sort();
  return { folder, sources: sourcesDigest(folder), minutes, files: files.map((file) => figuresOfFile(file, verdicts)) };
}

function figuresOfFile(file: string, all: readonly Verdict[]): FileFigures {
  const verdicts = all.filter(({ mutant }) => mutant.file === file);
  const by = (judge: Judge | null) => verdicts.filter(({ caughtBy }) => caughtBy === judge);
  return {
    file,
    mutants: verdicts.length,
    caughtBy: {
      tests: by("tests").length,
      time: by("time").length,
      compiler: by("compiler").length,
      explorer: by("explorer").length,
    },
    survivors: by(null)
      .sort((one, other) => one.mutant.start - other.mutant.start)
      .map(({ mutant }) => asSurvivor(mutant)),
  };
}

function asSurvivor(mutant: Mutant): Survivor {
  const { lineText, original, replacement } = mutant;
  const why = EXPLAINED.find((explanation) => isOf(explanation, mutant))?.why ?? null;
  return { lineText, original, replacement, why };
}
