import { nameOf, type Proof, passkeyProof, passwordProof, recoveryProof, totpProof } from "./knowledge.js";
import { isBest, keptMethods } from "./proved.js";
import { type ModelSession, NOW, sorted } from "./State.js";
import type { Notice } from "./Step.js";
import { decisionOn } from "./signIns.js";
import { type Turn, take } from "./Turn.js";
import type { World } from "./World.js";

export function uses(turn: Turn, session: ModelSession): void {
  const { rule, state, who } = turn;
  const { methods, holders, accessOnly } = session;
  take(turn, "use", "uses the session", state, { outcomes: ["uses"], methods });
  if (accessOnly || holders.length === 1) return;
  const isAdmitted = !rule.gatesRefresh || decisionOn(turn, state, methods).kind === "admit";
  if (!isAdmitted) return;
  const notices: Notice[] = who === "thief" ? ["theft"] : [];
  take(turn, "refresh", "refreshes the session", state, { outcomes: ["stays", "uses"], notices, methods });
}

/**
 * A proof that can be given again and again costs nothing, nobody is notified, and more proofs never allow less: so it is given
 * first, and nothing else is tried before. Answers whether there was one.
 */
export function provesForNothing(turn: Turn, session: ModelSession): boolean {
  const { world, rule, who, state } = turn;
  const given = [
    passwordProof(world, who, state),
    totpProof(world, rule, who, state),
    passkeyProof(world, who, state),
  ].find((one) => one !== null && isNew(world, one, session));
  if (given === undefined || given === null) return false;
  proves(turn, session, given);
  return true;
}

export function provesByCode(turn: Turn, session: ModelSession): void {
  const { world, rule, who, state } = turn;
  const given = recoveryProof(world, rule, who, state);
  if (given !== null && isNew(world, given, session)) proves(turn, session, given, ["code-used"]);
}

function proves(turn: Turn, session: ModelSession, { state, proof }: Proof, notices: readonly Notice[] = []): void {
  const methods = keptMethods(turn.world.settings, turn.rule.withMethod(session.methods, proof));
  const sessions = sorted(state.sessions.map((one) => (one === session ? { ...one, methods } : one)));
  const next = { ...state, sessions };
  take(turn, "prove", `re-authenticates with ${nameOf(proof)}`, next, { notices, methods, given: [proof.method] });
}

function isNew({ settings }: World, { proof }: Proof, { methods }: ModelSession): boolean {
  return !isBest(settings, methods) && !methods.some(({ method, at }) => method === proof.method && at === NOW);
}
