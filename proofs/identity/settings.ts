import { ACCOUNTS } from "./accounts.js";
import { type Grade, gradeOf, isHigher } from "./grades.js";
import { ALL_HOLDINGS, type Holding } from "./model/Holding.js";
import { SHIPPED } from "./model/Rule.js";
import type { Notice } from "./model/Step.js";
import { type Account, DEFAULTS, type Settings } from "./model/World.js";
import { noticesOf, outcomesOf } from "./reach.js";
import { hasSession, subsetsOf } from "./worlds.js";

/** Settings that are off by default, and the holding that each gives a new use. */
export const SETTINGS = {
  emailCode: { about: "`EMAIL_CODE=on`", concerns: "mailbox" },
  linkVerifiedEmail: { about: "`LINK_VERIFIED_EMAIL=on`", concerns: "provider" },
  trustsSecondFactor: { about: "`trustsSecondFactor`", concerns: "provider" },
} as const satisfies Partial<Record<keyof Settings, { about: string; concerns: Holding }>>;

export type SettingName = keyof typeof SETTINGS;

/** What a thief of one or two secrets reaches with a setting and not without. */
export interface SettingFigures {
  readonly setting: SettingName;
  readonly more: readonly { readonly holds: readonly Holding[]; readonly account: string; readonly reaches: Grade }[];
  /** Where a sign-in with the holding alone is quieter: what the owner sees of it in any case. */
  readonly quieter: readonly {
    readonly account: string;
    readonly off: readonly Notice[];
    readonly on: readonly Notice[];
  }[];
}

export function settingFigures(): SettingFigures[] {
  const names = Object.keys(SETTINGS) as SettingName[];
  return names.map((setting) => {
    const { concerns } = SETTINGS[setting];
    const sets = subsetsOf(ALL_HOLDINGS).filter((holds) => holds.size < 3 && holds.has(concerns));
    return {
      setting,
      more: ACCOUNTS.flatMap((account) => moreWith(setting, account, sets)),
      quieter: ACCOUNTS.flatMap((account) => quieterWith(setting, account)),
    };
  });
}

/** A pair that reaches no more than the holding alone is left out. */
function moreWith(setting: SettingName, account: Account, sets: readonly ReadonlySet<Holding>[]) {
  const { concerns } = SETTINGS[setting];
  const reached = (holds: ReadonlySet<Holding>, isOn: boolean) => {
    const world = { account, holds, ownerIsFresh: hasSession(holds), settings: { ...DEFAULTS, [setting]: isOn } };
    return gradeOf({ outcomes: outcomesOf(world) });
  };
  const alone = reached(new Set([concerns]), true);
  const useful = new Set<Holding>([...account.useful, concerns]);
  return sets.flatMap((holds) => {
    if (![...holds].every((one) => useful.has(one))) return [];
    const reaches = reached(holds, true);
    const isMore = isHigher(reaches, reached(holds, false)) && (holds.size === 1 || isHigher(reaches, alone));
    return isMore ? [{ holds: [...holds], account: account.name, reaches }] : [];
  });
}

function quieterWith(setting: SettingName, account: Account) {
  const holds = new Set([SETTINGS[setting].concerns]);
  const seen = (isOn: boolean) => {
    const world = { account, holds, ownerIsFresh: false, settings: { ...DEFAULTS, [setting]: isOn } };
    return noticesOf(world, SHIPPED).get("signsIn");
  };
  const [off, on] = [seen(false), seen(true)];
  return off !== undefined && on !== undefined && on.length < off.length ? [{ account: account.name, off, on }] : [];
}
