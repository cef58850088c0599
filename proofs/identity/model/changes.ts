import { mayLink } from "./byProvider.js";
import { identityOf, knowsPassword, madeBy, proofOf } from "./knowledge.js";
import { keptMethods, namesOf, PROVIDER } from "./proved.js";
import type { Rule } from "./Rule.js";
import { enrolledOf, hasFactor, waysIn, withFactor, withIdentity, withoutFactor } from "./records.js";
import { FRESHNESS, type Methods, type ModelSession, NOW, type State, sorted } from "./State.js";
import type { Notice, Outcome } from "./Step.js";
import { type Turn, take } from "./Turn.js";

interface Change {
  readonly deed: string;
  readonly next: State;
  readonly outcome: Outcome;
  readonly notice: Notice;
  /** The methods with which this session is renewed while every other ends; `null` where sessions stay. */
  readonly renewed?: Methods | null;
}

/** What protects the account, changed in a session that may. */
export function changes(turn: Turn, session: ModelSession): void {
  const links = isAllowed(turn, session, turn.rule.judgeLink) ? newIdentities(turn) : [];
  const others = isAllowed(turn, session, turn.rule.judgeChange) ? allChanges(turn, session) : [];
  for (const { deed, next, outcome, notice, renewed = session.methods } of [...others, ...links]) {
    const sessions = renewed === null ? next.sessions : renewedSessions(turn, next, session, renewed);
    const details = { outcomes: [outcome], notices: [notice], methods: session.methods };
    take(turn, "change", deed, { ...next, sessions }, details);
  }
}

function isAllowed({ world, state, who }: Turn, { methods }: ModelSession, judge: Rule["judgeChange"]): boolean {
  const isPasswordGiven = knowsPassword(world, who, state.password);
  const facts = { methods, enrolled: enrolledOf(state), hasPassword: state.password !== null, isPasswordGiven };
  return judge({ ...facts, maxAge: FRESHNESS, now: NOW }).kind === "allow";
}

function allChanges(turn: Turn, session: ModelSession): Change[] {
  return [
    ...accountChanges(turn),
    ...newFactors(turn, session),
    ...lessFactors(turn),
    ...lessIdentities(turn, session),
  ];
}

function* accountChanges({ state, who }: Turn): Generator<Change> {
  yield {
    deed: "changes the password",
    next: { ...state, password: madeBy(who) },
    outcome: "password",
    notice: "password-changed",
  };
  if (state.address !== who) {
    const next: State = { ...state, address: who };
    yield { deed: "changes the email address", next, outcome: "address", notice: "email-changed", renewed: null };
  }
  const next: State = { ...state, sessions: [], deleted: true };
  yield { deed: "deletes the account", next, outcome: "deletes", notice: "deleted", renewed: null };
}

function* newFactors({ rule, state, who }: Turn, { methods }: ModelSession): Generator<Change> {
  if (!state.verified && !rule.enrolsUnverified) return;
  const own = madeBy(who);
  if (state.totp !== own) {
    yield {
      deed: "turns TOTP on with a secret of their own",
      next: withFactor(state, who, "totp"),
      outcome: state.totp === null ? "factorOn" : "factorOff",
      notice: "factor-on",
      renewed: rule.withMethod(methods, proofOf("totp")),
    };
  }
  if (!state.passkeys.includes(own)) {
    const renewed = rule.withMethod(methods, proofOf("passkey"));
    const next = withFactor(state, who, "passkey");
    yield { deed: "adds a passkey", next, outcome: "factorOn", notice: "factor-on", renewed };
  }
}

/** Nobody undoes their own work: that reaches nothing. */
function* lessFactors({ rule, state, who }: Turn): Generator<Change> {
  const own = madeBy(who);
  if (state.totp !== null && state.totp !== own) {
    const next = withoutFactor(state, { totp: null });
    yield { deed: "turns TOTP off", next, outcome: "factorOff", notice: "factor-off" };
  }
  for (const version of state.passkeys) {
    if (version === own || (rule.keptAsLast.includes("passkey") && waysIn(state) === 1)) continue;
    const next = withoutFactor(state, { passkeys: state.passkeys.filter((one) => one !== version) });
    yield { deed: "removes a passkey", next, outcome: "factorOff", notice: "factor-off" };
  }
  if (hasFactor(state) && state.codes !== own) {
    const next = { ...state, codes: own };
    yield { deed: "makes new recovery codes", next, outcome: "factorOff", notice: "codes-made", renewed: null };
  }
}

/** It ends no session: an account at the provider is no factor. */
function* newIdentities(turn: Turn): Generator<Change> {
  const own = identityOf(turn.who);
  if (!mayLink(turn, own)) return;
  const next = withIdentity(turn.state, own);
  yield {
    deed: "connects an account at the provider",
    next,
    outcome: "identityOn",
    notice: "identity-on",
    renewed: null,
  };
}

/** It ends the other sessions that the provider opened. The owner gives up the own one, too: somebody else may be in it. */
function* lessIdentities({ rule, state, who }: Turn, session: ModelSession): Generator<Change> {
  for (const version of state.identities) {
    if (version === madeBy(who) || (rule.keptAsLast.includes("identity") && waysIn(state) === 1)) continue;
    const identities = state.identities.filter((one) => one !== version);
    const sessions = state.sessions.filter((one) => one === session || !namesOf(one.methods).includes(PROVIDER));
    const next = { ...state, identities, sessions };
    const deed = "removes an account at the provider";
    yield { deed, next, outcome: "identityOff", notice: "identity-off", renewed: null };
  }
}

function renewedSessions(
  { world, rule, who }: Turn,
  state: State,
  session: ModelSession,
  methods: Methods,
): readonly ModelSession[] {
  const renewed: ModelSession = { holders: [who], accessOnly: false, methods: keptMethods(world.settings, methods) };
  if (rule.factorsEndSessions) return [renewed];
  return sorted([...state.sessions.filter((one) => one !== session && one.holders.join() !== who), renewed]);
}
