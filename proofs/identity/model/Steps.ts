import type { SecondFactorMethod } from "../../../src/services/assurance/index.js";
import type { AuthenticationMethod } from "../../../src/stores/Store.js";
import {
  knowsPassword,
  madeBy,
  type Proof,
  passkeyProof,
  passwordProof,
  proofOf,
  readsMailbox,
  recoveryProof,
  totpProof,
} from "./knowledge.js";
import type { Rule } from "./Rule.js";
import { enrolledOf, hasFactor, userOf } from "./records.js";
import { FRESHNESS, type ModelSession, NOW, type State, sorted, sortedMethods, type Who } from "./State.js";
import type { Notice, Outcome, Step } from "./Step.js";
import type { World } from "./World.js";

type Emit = (step: Step) => void;
type Methods = readonly AuthenticationMethod[];
type Kind = Step["kind"];

const PROOFS: Partial<Record<AuthenticationMethod["method"], string>> = {
  password: "the password",
  totp: "a TOTP code",
  "recovery-code": "a recovery code",
  passkey: "the passkey",
};

/** Everything that somebody can do next. Only what succeeds is a step: a refusal changes nothing. */
export class Steps {
  readonly #world: World;
  readonly #rule: Rule;

  constructor(world: World, rule: Rule) {
    this.#world = world;
    this.#rule = rule;
  }

  emit(state: State, who: Who, emit: Emit): void {
    if (state.deleted) return;
    for (const session of state.sessions) {
      if (session.holders.includes(who) && this.#provesForNothing(state, session, who, emit)) return;
    }
    this.#signIns(state, who, emit);
    for (const session of state.sessions) {
      if (!session.holders.includes(who)) continue;
      this.#uses(state, session, who, emit);
      this.#provesByCode(state, session, who, emit);
      emit(this.#step(state, who, "sign-out", "signs out everywhere", { next: { ...state, sessions: [] } }));
      if (this.#mayChange(state, session, who)) this.#changes(state, session, who, emit);
    }
    if (readsMailbox(this.#world, who, state)) this.#byMail(state, who, emit);
  }

  // ---- Signing in

  #signIns(state: State, who: Who, emit: Emit): void {
    for (const first of [passwordProof(this.#world, who, state), passkeyProof(this.#world, who, state)]) {
      if (first !== null) this.#decide(first, who, emit);
    }
  }

  #decide({ state, proof }: Proof, who: Who, emit: Emit): void {
    const by = nameOf(proof);
    const decision = this.#decisionOn(state, [proof]);
    if (decision.kind === "admit") emit(this.#opened(state, who, [proof], by));
    if (decision.kind === "challenge") {
      for (const method of decision.methods) {
        const second = this.#secondProof(state, who, method);
        if (second === null || this.#decisionOn(second.state, [proof, second.proof]).kind !== "admit") continue;
        const used: Notice[] = method === "recovery-code" ? ["code-used"] : [];
        emit(this.#opened(second.state, who, [proof, second.proof], `${by} and ${nameOf(second.proof)}`, used));
      }
    }
    if (decision.kind === "enrol" || (decision.kind === "challenge" && !this.#rule.enrolsOnce)) {
      this.#enrols(state, who, proof, emit);
    }
  }

  #decisionOn(state: State, methods: Methods) {
    const { policy } = this.#world.account;
    return this.#rule.decideSignIn({ user: userOf(state), methods, enrolled: enrolledOf(state), policy });
  }

  #secondProof(state: State, who: Who, method: SecondFactorMethod): Proof | null {
    if (method === "totp") return totpProof(this.#world, this.#rule, who, state);
    if (method === "recovery-code") return recoveryProof(this.#world, this.#rule, who, state);
    return passkeyProof(this.#world, who, state);
  }

  #opened(state: State, who: Who, methods: Methods, by: string, used: readonly Notice[] = []): Step {
    // A browser signs in again: its session replaces the one that it had alone.
    const others = state.sessions.filter(({ holders }) => holders.length > 1 || holders[0] !== who);
    const session: ModelSession = { holders: [who], accessOnly: false, methods: sortedMethods(methods) };
    return this.#step(state, who, "sign-in", `signs in with ${by}`, {
      next: { ...state, sessions: sorted([...others, session]) },
      outcomes: ["signsIn", "uses"],
      notices: ["new-sign-in", ...used],
      methods,
      given: methods.map(({ method }) => method),
    });
  }

  /** The policy asks for a factor, and there is none: the password alone enrols one. */
  #enrols(state: State, who: Who, first: AuthenticationMethod, emit: Emit): void {
    if (!state.verified) return;
    for (const method of ["totp", "passkey"] as const) {
      const methods = sortedMethods([first, proofOf(method)]);
      const session: ModelSession = { holders: [who], accessOnly: false, methods };
      const next = {
        ...withFactor(state, who, method),
        sessions: this.#rule.factorsEndSessions ? [session] : sorted([...state.sessions, session]),
      };
      emit(
        this.#step(
          state,
          who,
          "sign-in",
          `signs in with the password and enrols ${method === "totp" ? "TOTP" : "a passkey"}`,
          {
            next,
            outcomes: ["signsIn", "uses", "factorOn"],
            notices: ["factor-on"],
            methods,
            given: ["password"],
          },
        ),
      );
    }
  }

  // ---- In a session

  #uses(state: State, session: ModelSession, who: Who, emit: Emit): void {
    const { methods, holders, accessOnly } = session;
    emit(this.#step(state, who, "use", "uses the session", { next: state, outcomes: ["uses"], methods }));
    if (accessOnly || holders.length === 1) return;
    const isAdmitted = !this.#rule.gatesRefresh || this.#decisionOn(state, methods).kind === "admit";
    if (!isAdmitted) return;
    emit(
      this.#step(state, who, "refresh", "refreshes the session", {
        next: state,
        outcomes: ["stays", "uses"],
        notices: who === "thief" ? ["theft"] : [],
        methods,
      }),
    );
  }

  /**
   * A proof that can be given again and again costs nothing, nobody is notified, and more proofs never allow less: so it is given
   * first, and nothing else is tried before.
   */
  #provesForNothing(state: State, session: ModelSession, who: Who, emit: Emit): boolean {
    const given = [
      passwordProof(this.#world, who, state),
      totpProof(this.#world, this.#rule, who, state),
      passkeyProof(this.#world, who, state),
    ].find((one) => one !== null && isNew(one, session));
    if (given === undefined || given === null) return false;
    emit(this.#proved(state, session, who, given));
    return true;
  }

  #provesByCode(state: State, session: ModelSession, who: Who, emit: Emit): void {
    const given = recoveryProof(this.#world, this.#rule, who, state);
    if (given !== null && isNew(given, session)) emit(this.#proved(state, session, who, given, ["code-used"]));
  }

  #proved(state: State, session: ModelSession, who: Who, given: Proof, notices: readonly Notice[] = []): Step {
    const methods = sortedMethods(this.#rule.withMethod(session.methods, given.proof));
    const sessions = sorted(given.state.sessions.map((one) => (one === session ? { ...one, methods } : one)));
    const deed = `re-authenticates with ${nameOf(given.proof)}`;
    return this.#step(state, who, "prove", deed, {
      next: { ...given.state, sessions },
      notices,
      methods,
      given: [given.proof.method],
    });
  }

  // ---- Changes

  #mayChange(state: State, session: ModelSession, who: Who): boolean {
    const { methods } = session;
    const isPasswordGiven = knowsPassword(this.#world, who, state.password);
    const facts = { methods, enrolled: enrolledOf(state), hasPassword: state.password !== null, isPasswordGiven };
    return this.#rule.judgeChange({ ...facts, maxAge: FRESHNESS, now: NOW }).kind === "allow";
  }

  #changes(state: State, session: ModelSession, who: Who, emit: Emit): void {
    const change = (
      deed: string,
      next: State,
      outcome: Outcome,
      notice: Notice,
      renewed: Methods | null = session.methods,
    ) => {
      const sessions = renewed === null ? next.sessions : this.#renewed(next, session, who, renewed);
      const methods = session.methods;
      emit(
        this.#step(state, who, "change", deed, {
          next: { ...next, sessions },
          outcomes: [outcome],
          notices: [notice],
          methods,
        }),
      );
    };
    change("changes the password", { ...state, password: madeBy(who) }, "password", "password-changed");
    if (state.address !== who) {
      change("changes the email address", { ...state, address: who }, "address", "email-changed", null);
    }
    change("deletes the account", { ...state, sessions: [], deleted: true }, "deletes", "deleted", null);
    this.#factorChanges(state, session, who, change);
  }

  #factorChanges(
    state: State,
    { methods }: ModelSession,
    who: Who,
    change: (deed: string, next: State, outcome: Outcome, notice: Notice, renewed?: Methods | null) => void,
  ): void {
    const own = madeBy(who);
    if (state.verified || this.#rule.enrolsUnverified) {
      if (state.totp !== own) {
        const outcome = state.totp === null ? "factorOn" : "factorOff";
        const renewed = this.#rule.withMethod(methods, proofOf("totp"));
        change(
          "turns TOTP on with a secret of their own",
          withFactor(state, who, "totp"),
          outcome,
          "factor-on",
          renewed,
        );
      }
      if (!state.passkeys.includes(own)) {
        const renewed = this.#rule.withMethod(methods, proofOf("passkey"));
        change("adds a passkey", withFactor(state, who, "passkey"), "factorOn", "factor-on", renewed);
      }
    }
    // Nobody undoes their own work: that reaches nothing.
    if (state.totp !== null && state.totp !== own)
      change("turns TOTP off", withoutFactor(state, { totp: null }), "factorOff", "factor-off");
    for (const version of state.passkeys) {
      if (version === own || this.#isLastMethod(state)) continue;
      const passkeys = state.passkeys.filter((one) => one !== version);
      change("removes a passkey", withoutFactor(state, { passkeys }), "factorOff", "factor-off");
    }
    if (hasFactor(state) && state.codes !== own) {
      change("makes new recovery codes", { ...state, codes: own }, "factorOff", "codes-made", null);
    }
  }

  #isLastMethod({ password, passkeys }: State): boolean {
    return this.#rule.keepsLastMethod && password === null && passkeys.length === 1;
  }

  #renewed(state: State, session: ModelSession, who: Who, methods: Methods): readonly ModelSession[] {
    const renewed: ModelSession = { holders: [who], accessOnly: false, methods: sortedMethods(methods) };
    if (this.#rule.factorsEndSessions) return [renewed];
    return sorted([...state.sessions.filter((one) => one !== session && one.holders.join() !== who), renewed]);
  }

  // ---- By mail

  #byMail(state: State, who: Who, emit: Emit): void {
    const { resetEndsSessions, resetRemovesFactors, keepsMailboxRule, resetSignsIn } = this.#rule;
    const isFirstProof = !state.verified && keepsMailboxRule;
    const factors = isFirstProof || resetRemovesFactors ? { totp: null, codes: null, passkeys: [] } : {};
    const sessions = resetEndsSessions || isFirstProof ? [] : state.sessions;
    const next: State = { ...state, ...factors, password: madeBy(who), verified: true, sessions };
    const methods = [proofOf("password")];
    const signedIn = resetSignsIn ? [{ holders: [who], accessOnly: false, methods }] : [];
    emit(
      this.#step(state, who, "reset", "resets the password by mail", {
        next: { ...next, sessions: sorted([...sessions, ...signedIn]) },
        outcomes: resetSignsIn ? ["password", "signsIn"] : ["password"],
        notices: ["password-reset"],
        methods: resetSignsIn ? methods : null,
      }),
    );
    if (state.verified) return;
    const deed = "answers the link of the verification: it was not me";
    emit(this.#step(state, who, "disown", deed, { next: { ...state, sessions: [], deleted: true } }));
  }

  #step(
    before: State,
    who: Who,
    kind: Kind,
    deed: string,
    {
      next,
      outcomes = [],
      notices = [],
      methods = null,
      given = [],
    }: Pick<Step, "next"> & Partial<Pick<Step, "outcomes" | "notices" | "methods" | "given">>,
  ): Step {
    const isSignedOut = holdsSession(before, "owner") && !holdsSession(next, "owner");
    const mails = before.address === "owner" ? notices : notices.filter((notice) => notice === "theft");
    return {
      who,
      kind,
      deed,
      next,
      methods,
      given,
      outcomes: isSignedOut && who === "thief" ? [...outcomes, "signsOut"] : outcomes,
      notices: isSignedOut && who === "thief" ? [...mails, "signed-out"] : mails,
    };
  }
}

function isNew({ proof }: Proof, { methods }: ModelSession): boolean {
  return !methods.some(({ method, at }) => method === proof.method && at === NOW);
}

function nameOf({ method }: AuthenticationMethod): string {
  return PROOFS[method] ?? method;
}

function holdsSession({ sessions }: State, who: Who): boolean {
  return sessions.some(({ holders }) => holders.includes(who));
}

/** The first factor of any kind brings recovery codes. */
function withFactor(state: State, who: Who, factor: "totp" | "passkey"): State {
  const own = madeBy(who);
  const codes = hasFactor(state) ? state.codes : own;
  if (factor === "totp") return { ...state, totp: own, codes };
  return { ...state, codes, passkeys: [...state.passkeys, own].sort() };
}

function withoutFactor(state: State, change: Partial<Pick<State, "totp" | "passkeys">>): State {
  const next = { ...state, ...change };
  return hasFactor(next) ? next : { ...next, codes: null };
}
