import type { Outcome } from "./model/Step.js";
import type { Reach } from "./reach.js";

/** What a thief reaches in the end, from the least to the most, each with the outcome that shows it. */
export const GRADES = {
  nothing: { short: "nothing", means: "nothing", shownBy: null },
  reset: {
    short: "a reset",
    means: "sets a password by mail, which signs the owner out; gets no further",
    shownBy: "password",
  },
  minutes: {
    short: "15 minutes",
    means: "reads the account and acts in the owner's name until the access token expires",
    shownBy: "uses",
  },
  session: { short: "the session", means: "does so for as long as the session lives", shownBy: "stays" },
  signIns: {
    short: "sign-ins",
    means: "signs in again and again, and changes nothing that is guarded",
    shownBy: "signsIn",
  },
  everything: {
    short: "**everything**",
    means: "changes password, email address and factors, and can delete the account",
    shownBy: "address",
  },
} as const satisfies Record<string, { short: string; means: string; shownBy: Outcome | null }>;

export type Grade = keyof typeof GRADES;

export const ALL_GRADES = Object.keys(GRADES) as Grade[];

export function gradeOf({ outcomes }: Pick<Reach, "outcomes">): Grade {
  const reached = ALL_GRADES.filter((grade) => {
    const { shownBy } = GRADES[grade];
    return shownBy !== null && outcomes.has(shownBy);
  });
  // A password that was set by mail is worth something only where it opens a way in.
  return reached.at(-1) ?? "nothing";
}

export function isHigher(one: Grade, other: Grade): boolean {
  return ALL_GRADES.indexOf(one) > ALL_GRADES.indexOf(other);
}
