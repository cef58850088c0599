import type { SecondFactorMethod } from "../../../src/services/assurance/index.js";
import { providerProofs } from "./byProvider.js";
import {
  emailProof,
  nameOf,
  type Proof,
  passkeyProof,
  passwordProof,
  proofOf,
  recoveryProof,
  totpProof,
} from "./knowledge.js";
import { keptMethods, namesOf } from "./proved.js";
import { enrolledOf, userOf, withFactor } from "./records.js";
import { type Methods, type ModelSession, type State, sorted } from "./State.js";
import type { Notice } from "./Step.js";
import { type Turn, take } from "./Turn.js";

export function signIns(turn: Turn): void {
  const { world, state, who } = turn;
  const mailed = state.verified ? emailProof(world, who, state) : null;
  const firsts = [passwordProof(world, who, state), passkeyProof(world, who, state), mailed, ...providerProofs(turn)];
  for (const first of firsts) if (first !== null) decide(turn, first);
}

export function decisionOn({ world, rule }: Pick<Turn, "world" | "rule">, state: State, methods: Methods) {
  const { policy } = world.account;
  return rule.decideSignIn({ user: userOf(state), methods, enrolled: enrolledOf(state), policy });
}

export function decide(turn: Turn, { state, proof }: Proof): void {
  const { rule } = turn;
  const by = nameOf(proof);
  const decision = decisionOn(turn, state, [proof]);
  if (decision.kind === "admit") opens(turn, state, [proof], by);
  if (decision.kind === "challenge") {
    for (const second of secondProofs(turn, state, decision.methods)) {
      if (decisionOn(turn, second.state, [proof, second.proof]).kind !== "admit") continue;
      const used: Notice[] = second.proof.method === "recovery-code" ? ["code-used"] : [];
      opens(turn, second.state, [proof, second.proof], `${by} and ${nameOf(second.proof)}`, used);
    }
  }
  if (decision.kind === "enrol" || (decision.kind === "challenge" && !rule.enrolsOnce)) enrols(turn, { state, proof });
}

/** What is asked for, and a mailed code, which no route takes here: the gate would refuse it. */
function secondProofs({ world, rule, who }: Turn, state: State, asked: readonly SecondFactorMethod[]): Proof[] {
  return [
    asked.includes("totp") ? totpProof(world, rule, who, state) : null,
    asked.includes("recovery-code") ? recoveryProof(world, rule, who, state) : null,
    asked.includes("passkey") ? passkeyProof(world, who, state) : null,
    emailProof(world, who, state),
  ].filter((proof) => proof !== null);
}

function opens(turn: Turn, state: State, methods: Methods, by: string, used: readonly Notice[] = []): void {
  const { who } = turn;
  // A browser signs in again: its session replaces the one that it had alone.
  const others = state.sessions.filter(({ holders }) => holders.length > 1 || holders[0] !== who);
  const session: ModelSession = {
    holders: [who],
    accessOnly: false,
    methods: keptMethods(turn.world.settings, methods),
  };
  const next = { ...state, sessions: sorted([...others, session]) };
  take(turn, "sign-in", `signs in with ${by}`, next, {
    outcomes: ["signsIn", "uses"],
    notices: ["new-sign-in", ...used],
    methods,
    given: namesOf(methods),
  });
}

/** The policy asks for a factor, and there is none: the first proof alone enrols one. */
function enrols(turn: Turn, { state, proof }: Proof): void {
  const { rule, who } = turn;
  if (!state.verified) return;
  for (const method of ["totp", "passkey"] as const) {
    const methods = keptMethods(turn.world.settings, [proof, proofOf(method)]);
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
