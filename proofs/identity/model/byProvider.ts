import { providerVerified } from "../../../src/services/assurance/index.js";
import { type ClaimName, profileOf } from "./claims.js";
import { heldIdentities, identityOf, type Proof } from "./knowledge.js";
import { namesOf } from "./proved.js";
import { userOf, withIdentity } from "./records.js";
import { type Methods, NOW, type State, type Version } from "./State.js";
import { type Turn, take } from "./Turn.js";

/** Each account at the provider that opens this one, and the account afterwards: an identity may be linked by its address. */
export function providerProofs(turn: Turn): Proof[] {
  const { world, state, who } = turn;
  if (!world.settings.providers) return [];
  const opened = heldIdentities(world, who).flatMap((version) => {
    const decisions = claimsOf(state, version).map((claim) => decisionOn(turn, state, version, claim).kind);
    if (decisions.includes("sign-in")) return [state];
    return decisions.includes("link") ? [withIdentity(state, version)] : [];
  });
  // Of two that are linked each opens the same.
  return [...new Set(opened)].flatMap((next) => evidenceOf(turn).map((proof) => ({ state: next, proof })));
}

/** An address that nobody has is registered with the account at the provider. */
export function registersByProvider(turn: Turn): void {
  const { world, rule, who } = turn;
  const { start } = world.account;
  const own = identityOf(who);
  // What is trusted and outdated is believed here: the settings trust that provider.
  for (const claim of claimsOf(start, own).filter((name) => name !== "outdated")) {
    if (decisionOn(turn, start, own, claim).kind !== "register") continue;
    const verified = profileOf(rule.profileOf, world.settings, claim).emailVerified;
    const methods = evidenceOf(turn);
    const sessions = [{ holders: [who], accessOnly: false, methods }];
    const next: State = { ...start, deleted: false, verified, identities: [own], sessions };
    const given = namesOf(methods);
    take(turn, "register", "registers with the account at the provider", next, { outcomes: ["uses"], methods, given });
  }
}

/** Whether a session may link the account at the provider, once the change is allowed. */
export function mayLink({ world, rule, state }: Turn, version: Version): boolean {
  if (!world.settings.providers || state.identities.includes(version)) return false;
  const signedIn = userOf(state);
  const identity = profileOf(rule.profileOf, world.settings, "unproved");
  const question = { identity, ownerOfIdentity: null, ownerOfEmail: null, signedIn, policy: world.settings };
  return rule.decideIdentity(question).kind === "link";
}

function decisionOn({ world, rule }: Turn, state: State, version: Version, claim: ClaimName) {
  const user = state.deleted ? null : userOf(state);
  return rule.decideIdentity({
    identity: profileOf(rule.profileOf, world.settings, claim),
    ownerOfIdentity: state.identities.includes(version) ? user : null,
    ownerOfEmail: user,
    signedIn: null,
    policy: world.settings,
  });
}

function claimsOf({ address }: State, version: Version): readonly ClaimName[] {
  const reads = version === "thief" ? "thief" : "owner";
  return reads === address ? ["own"] : ["unproved", "outdated", "untrusted"];
}

/** Whose address it is makes no difference. */
function evidenceOf({ world, rule }: Turn): Methods {
  return providerVerified("x", NOW, profileOf(rule.profileOf, world.settings, "own").hasSecondFactor).methods;
}
