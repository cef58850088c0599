import { madeBy, proofOf } from "./knowledge.js";
import { type ModelSession, type State, sorted } from "./State.js";
import { type Turn, take } from "./Turn.js";

/** What is done with a link from a mail. */
export function byMail(turn: Turn): void {
  resets(turn);
  if (turn.state.verified) return;
  const next = { ...turn.state, sessions: [], deleted: true };
  take(turn, "disown", "answers the link of the verification: it was not me", next);
}

function resets(turn: Turn): void {
  const { state, who } = turn;
  const { resetEndsSessions, resetRemovesFactors, keepsMailboxRule, resetSignsIn } = turn.rule;
  const isFirstProof = !state.verified && keepsMailboxRule;
  const factors = isFirstProof || resetRemovesFactors ? { totp: null, codes: null, passkeys: [] } : {};
  const sessions = resetEndsSessions || isFirstProof ? [] : state.sessions;
  const methods = [proofOf("password")];
  const signedIn: ModelSession[] = resetSignsIn ? [{ holders: [who], accessOnly: false, methods }] : [];
  const next: State = {
    ...state,
    ...factors,
    password: madeBy(who),
    verified: true,
    sessions: sorted([...sessions, ...signedIn]),
  };
  take(turn, "reset", "resets the password by mail", next, {
    outcomes: resetSignsIn ? ["password", "signsIn"] : ["password"],
    notices: ["password-reset"],
    methods: resetSignsIn ? methods : null,
  });
}
