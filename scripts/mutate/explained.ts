import type { Mutant } from "./Mutant.js";

/** A survivor that may live, and why: it changes nothing that anybody could see, or something that is not promised. */
export interface Explanation extends Pick<Mutant, "lineText" | "original" | "replacement"> {
  /** From the root of the repository. */
  readonly file: string;
  readonly why: string;
}

export const EXPLAINED: readonly Explanation[] = [
  {
    file: "src/services/session/refresh.ts",
    lineText:
      'if (state === null || state.user === null) throw new Error("A session without an account cannot be valid.");',
    original: '"A session without an account cannot be valid."',
    replacement: '""',
    why: "`decide` rejects a session without an account, so the line is never reached: it is there for the compiler.",
  },
  {
    file: "src/services/assurance/assurance.ts",
    lineText: 'password: "knows",',
    original: 'password: "knows",',
    replacement: "",
    why: "Level 2 needs what the user has beside anything else, so it makes no difference whether that is known or vouched for.",
  },
  {
    file: "src/services/assurance/assurance.ts",
    lineText: "{ level, maxAge, now }: { level: 1 | 2; maxAge: number; now: number },",
    original: "1",
    replacement: "2",
    why: "A type alone: nobody could ask for level 1 any more, and the callers that do would not compile.",
  },
];

export function isOf(explanation: Explanation, { file, lineText, original, replacement }: Mutant): boolean {
  return (
    file === explanation.file &&
    lineText === explanation.lineText &&
    original === explanation.original &&
    replacement === explanation.replacement
  );
}
