/** The services' code with one place of it changed or taken out. */
export interface Mutant {
  /** From the root of the repository. */
  readonly file: string;
  readonly line: number;
  /** The whole line in which the change begins: it distinguishes two equal changes in one file. */
  readonly lineText: string;
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
}

/** What refuses a mutant. A test that never ends is a refusal too: "time". */
export type Judge = "tests" | "time" | "compiler" | "explorer";

export interface Verdict {
  readonly mutant: Mutant;
  /** `null` when nothing noticed the change. */
  readonly caughtBy: Judge | null;
}

/** The change between two offsets of a file. */
export function mutantOf(
  file: string,
  source: string,
  change: { start: number; end: number; replacement: string },
): Mutant {
  const { start, end, replacement } = change;
  const lineStart = source.lastIndexOf("\n", start - 1) + 1;
  const [lineText = ""] = source.slice(lineStart).split("\n", 1);
  return {
    file,
    line: source.slice(0, start).split("\n").length,
    lineText: lineText.trim(),
    start,
    end,
    original: onOneLine(source.slice(start, end)),
    replacement,
  };
}

/** The source of the file with the change made. */
export function applied({ start, end, replacement }: Mutant, source: string): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

function onOneLine(code: string): string {
  return code.replace(/\s+/g, " ").trim();
}
