import type { SecondFactorMethod } from "../../../src/services/assurance/index.js";
import { nameOf, type Proof, passkeyProof, passwordProof, proofOf, recoveryProof, totpProof } from "./knowledge.js";
import { enrolledOf, userOf, withFactor } from "./records.js";
import { type Methods, type ModelSession, type State, sorted, sortedMethods } from "./State.js";
import type { Notice } from "./Step.js";
import { type Turn, take } from "./Turn.js";

export function signIns(turn: Turn): void {
  const { world, state, who } = turn;
  for (const first of [passwordProof(world, who, state), passkeyProof(world, who, state)]) {
    if (first !== null) decide(turn, first);
  }
}

export function decisionOn({ world, rule }: Pick<Turn, "world" | "rule">, state: State, methods: Methods) {
  const { policy } = world.account;
  return rule.decideSignIn({ user: userOf(state), methods, enrolled: enrolledOf(state), policy });
}

function decide(turn: Turn, { state, proof }: Proof): void {
  const { rule } = turn;
  const by = nameOf(proof);
  const decision = decisionOn(turn, state, [proof]);
  if (decision.kind === "admit") opens(turn, state, [proof], by);
  if (decision.kind === "challenge") {
    for (const method of decision.methods) {
      const second = secondProof(turn, state, method);
      if (second === null || decisionOn(turn, second.state, [proof, second.proof]).kind !== "admit") continue;
      const used: Notice[] = method === "recovery-code" ? ["code-used"] : [];
      opens(turn, second.state, [proof, second.proof], `${by} and ${nameOf(second.proof)}`, used);
    }
  }
  if (decision.kind === "enrol" || (decision.kind === "challenge" && !rule.enrolsOnce)) enrols(turn, { state, proof });
}

function secondProof({ world, rule, who }: Turn, state: State, method: SecondFactorMethod): Proof | null {
  if (method === "totp") return totpProof(world, rule, who, state);
  if (method === "recovery-code") return recoveryProof(world, rule, who, state);
  return passkeyProof(world, who, state);
}

function opens(turn: Turn, state: State, methods: Methods, by: string, used: readonly Notice[] = []): void {
  const { who } = turn;
  // A browser signs in again: its session replaces the one that it had alone.
  const others = state.sessions.filter(({ holders }) => holders.length > 1 || holders[0] !== who);
  const session: ModelSession = { holders: [who], accessOnly: false, methods: sortedMethods(methods) };
  const next = { ...state, sessions: sorted([...others, session]) };
  take(turn, "sign-in", `signs in with ${by}`, next, {
    outcomes: ["signsIn", "uses"],
    notices: ["new-sign-in", ...used],
    methods,
    given: methods.map(({ method }) => method),
  });
}

/** The policy asks for a factor, and there is none: the first proof alone enrols one. */
function enrols(turn: Turn, { state, proof }: Proof): void {
  const { rule, who } = turn;
  if (!state.verified) return;
  for (const method of ["totp", "passkey"] as const) {
    const methods = sortedMethods([proof, proofOf(method)]);
    const session: ModelSession = { holders: [who], accessOnly: false, methods };
    const next = {
      ...withFactor(state, who, method),
      sessions: rule.factorsEndSessions ? [session] : sorted([...state.sessions, session]),
    };
    const deed = `signs in with ${nameOf(proof)} and enrols ${method === "totp" ? "TOTP" : "a passkey"}`;
    take(turn, "sign-in", deed, next, {
      outcomes: ["signsIn", "uses", "factorOn"],
      notices: ["factor-on"],
      methods,
      given: [proof.method],
    });
  }
}
