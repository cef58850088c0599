import type { genericProfile } from "../../../src/services/providers/presets/generic.js";
import type { Settings } from "./World.js";

const DOMAIN = "owner.example";

interface Claim {
  readonly emailVerified: boolean;
  readonly trustsEmail: boolean;
  readonly authoritativeFor: readonly string[];
}

/**
 * What a provider says of the address of the account, and how far the settings trust it. `own`: whoever says it reads the mailbox.
 * The others are what a stranger gets a provider to say. `unproved`: that the stranger has entered the address, and no more.
 * `outdated`: that the stranger has read the mailbox, which is not the provider's, and so somebody else's by now. `untrusted`: anything.
 */
const CLAIMS = {
  own: { emailVerified: true, trustsEmail: true, authoritativeFor: [DOMAIN] },
  unproved: { emailVerified: false, trustsEmail: true, authoritativeFor: [DOMAIN] },
  outdated: { emailVerified: true, trustsEmail: true, authoritativeFor: [] },
  untrusted: { emailVerified: true, trustsEmail: false, authoritativeFor: [DOMAIN] },
} as const satisfies Record<string, Claim>;

export type ClaimName = keyof typeof CLAIMS;

type ProfileOf = typeof genericProfile;

const known = new WeakMap<ProfileOf, Map<string, ReturnType<ProfileOf>>>();

/** What a rule makes of it. The provider always says that it has asked for a second factor. Asked once, for speed. */
export function profileOf(rule: ProfileOf, { trustsSecondFactor }: Settings, name: ClaimName): ReturnType<ProfileOf> {
  const profiles = known.get(rule) ?? new Map();
  known.set(rule, profiles);
  const key = `${name} ${trustsSecondFactor}`;
  const { emailVerified, ...trust } = CLAIMS[name];
  const claims = { email: `ada@${DOMAIN}`, email_verified: emailVerified, amr: ["mfa"] };
  const profile = profiles.get(key) ?? rule(claims, { ...trust, trustsSecondFactor });
  profiles.set(key, profile);
  return profile;
}
