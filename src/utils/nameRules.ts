/** Whether accounts have a name of one kind: each must have one, each may, or none gets one. */
export const NAME_RULES = ["required", "optional", "off"] as const;

export type NameRule = (typeof NAME_RULES)[number];

/** The settings USERNAME and FULL_NAME. */
export interface NameRules {
  readonly username: NameRule;
  readonly fullName: NameRule;
}
