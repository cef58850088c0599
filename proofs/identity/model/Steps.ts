import { byMail } from "./byMail.js";
import { registersByProvider } from "./byProvider.js";
import { changes } from "./changes.js";
import { provesByCode, provesForNothing, uses } from "./inSession.js";
import { readsMailbox } from "./knowledge.js";
import type { Rule } from "./Rule.js";
import type { State, Who } from "./State.js";
import type { Step } from "./Step.js";
import { signIns } from "./signIns.js";
import { type Turn, take } from "./Turn.js";
import type { World } from "./World.js";

/** Everything that somebody can do next. */
export class Steps {
  readonly #world: World;
  readonly #rule: Rule;

  constructor(world: World, rule: Rule) {
    this.#world = world;
    this.#rule = rule;
  }

  emit(state: State, who: Who, emit: (step: Step) => void): void {
    const turn: Turn = { world: this.#world, rule: this.#rule, state, who, emit };
    if (state.deleted) {
      if (this.#world.account.isFree) registersByProvider(turn);
      return;
    }
    const sessions = state.sessions.filter(({ holders }) => holders.includes(who));
    if (sessions.some((session) => provesForNothing(turn, session))) return;
    signIns(turn);
    for (const session of sessions) {
      uses(turn, session);
      provesByCode(turn, session);
      take(turn, "sign-out", "signs out everywhere", { ...state, sessions: [] });
      changes(turn, session);
    }
    if (readsMailbox(this.#world, who, state)) byMail(turn);
  }
}
