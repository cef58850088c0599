import { emailProof, madeBy, proofOf } from "./knowledge.js";
import type { Left } from "./Rule.js";
import { type ModelSession, type State, sorted } from "./State.js";
import { decide } from "./signIns.js";
import { type Turn, take } from "./Turn.js";

/** What somebody does who reads the mailbox. */
export function byMail(turn: Turn): void {
  resets(turn);
  if (turn.state.verified) return;
  const next = { ...turn.state, sessions: [], deleted: true };
  take(turn, "disown", "answers the link of the verification: it was not me", next);
  verifiesByCode(turn);
}

function resets(turn: Turn): void {
  const { rule, state, who } = turn;
  const { resetEndsSessions, resetRemovesFactors, resetSignsIn } = rule;
  const proved = state.verified ? state : afterFirstProof(state, rule.leftByReset);
  const factors = resetRemovesFactors ? { totp: null, codes: null, passkeys: [] } : {};
  const sessions = resetEndsSessions ? [] : proved.sessions;
  const methods = [proofOf("password")];
  const signedIn: ModelSession[] = resetSignsIn ? [{ holders: [who], accessOnly: false, methods }] : [];
  const next: State = {
    ...proved,
    ...factors,
    password: madeBy(who),
    sessions: sorted([...sessions, ...signedIn]),
  };
  take(turn, "reset", "resets the password by mail", next, {
    outcomes: resetSignsIn ? ["password", "signsIn"] : ["password"],
    notices: ["password-reset"],
    methods: resetSignsIn ? methods : null,
  });
}

/** A mailed code is the first proof of the mailbox, too. */
function verifiesByCode(turn: Turn): void {
  const proved = emailProof(turn.world, turn.who, turn.state);
  if (proved !== null) decide(turn, { ...proved, state: afterFirstProof(turn.state, turn.rule.leftByCode) });
}

/** Of a never verified address: whoever registered it need not be its owner. */
function afterFirstProof(state: State, left: readonly Left[]): State {
  return {
    ...state,
    verified: true,
    password: left.includes("password") ? state.password : null,
    ...(left.includes("factors") ? {} : { totp: null, codes: null, passkeys: [] }),
    identities: left.includes("identities") ? state.identities : [],
    sessions: left.includes("sessions") ? state.sessions : [],
  };
}
