import type { Mutant } from "./Mutant.js";

/** A survivor that may live, and why: it changes nothing that anybody could see, or something that is not promised. */
export interface Explanation extends Pick<Mutant, "lineText" | "original" | "replacement"> {
  /** In src/services/session. */
  readonly file: string;
  readonly why: string;
}

const NOBODY_READS =
  "compareAndSetLoop runs a step again when it answers `undefined`. Any other answer ends the loop, and nobody reads which it was.";

export const EXPLAINED: readonly Explanation[] = [
  {
    file: "endSession.ts",
    lineText: 'if (state === null || state.session.revokedAt !== null) return "ended";',
    original: '"ended"',
    replacement: '""',
    why: NOBODY_READS,
  },
  {
    file: "endSession.ts",
    lineText: 'if (before?.code === "SESSION_EXPIRED") return "ended";',
    original: '"ended"',
    replacement: '""',
    why: NOBODY_READS,
  },
  {
    file: "endSession.ts",
    lineText: 'return "ended";',
    original: '"ended"',
    replacement: '""',
    why: NOBODY_READS,
  },
];

export function isOf(explanation: Explanation, { file, lineText, original, replacement }: Mutant): boolean {
  return (
    file.endsWith(`/${explanation.file}`) &&
    lineText === explanation.lineText &&
    original === explanation.original &&
    replacement === explanation.replacement
  );
}
