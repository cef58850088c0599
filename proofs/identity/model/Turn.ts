import type { Rule } from "./Rule.js";
import type { State, Who } from "./State.js";
import type { Step } from "./Step.js";
import type { World } from "./World.js";

/** One of the two, about to do something. Only what succeeds is a step: a refusal changes nothing. */
export interface Turn {
  readonly world: World;
  readonly rule: Rule;
  readonly state: State;
  readonly who: Who;
  readonly emit: (step: Step) => void;
}

type Details = Partial<Pick<Step, "outcomes" | "notices" | "methods" | "given">>;

/** Adds to the step what every step causes: who is signed out, and whose mailbox the mails reach. */
export function take(
  { state, who, emit }: Turn,
  kind: Step["kind"],
  deed: string,
  next: State,
  { outcomes = [], notices = [], methods = null, given = [] }: Details = {},
): void {
  const isSignedOut = who === "thief" && holdsSession(state, "owner") && !holdsSession(next, "owner");
  const mails = state.address === "owner" ? notices : notices.filter((notice) => notice === "theft");
  emit({
    who,
    kind,
    deed,
    next,
    methods,
    given,
    outcomes: isSignedOut ? [...outcomes, "signsOut"] : outcomes,
    notices: isSignedOut ? [...mails, "signed-out"] : mails,
  });
}

function holdsSession({ sessions }: State, who: Who): boolean {
  return sessions.some(({ holders }) => holders.includes(who));
}
