import type { Mutant } from "./Mutant.js";

/** A survivor that may live, and why: it changes nothing that anybody could see, or something that is not promised. */
export interface Explanation extends Pick<Mutant, "lineText" | "original" | "replacement"> {
  /** In src/services/session. */
  readonly file: string;
  readonly why: string;
}

/** None at present: the compiler notices each change of an answer that nobody reads. */
export const EXPLAINED: readonly Explanation[] = [];

export function isOf(explanation: Explanation, { file, lineText, original, replacement }: Mutant): boolean {
  return (
    file.endsWith(`/${explanation.file}`) &&
    lineText === explanation.lineText &&
    original === explanation.original &&
    replacement === explanation.replacement
  );
}
