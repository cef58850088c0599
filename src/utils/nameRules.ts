/** Whether accounts have a name of one kind: each must have one, each may, or none gets one. */
export const NAME_RULES = ["required", "optional", "off"] as const;

export type NameRule = (typeof NAME_RULES)[number];

/** What an account is registered with, by the settings. */
export interface RegistrationRules extends NameRules {
  /** EMAIL_CODE: with `on` an account needs no password. */
  readonly emailCode: "on" | "off";
}

/** The settings USERNAME and FULL_NAME. */
export interface NameRules {
  readonly username: NameRule;
  readonly fullName: NameRule;
}
