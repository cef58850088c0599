import type { z } from "zod";
import type { NameRule, NameRules } from "../utils/nameRules.js";
import { fullName, optional, removable, username } from "./fields.js";

type Name = typeof username | typeof fullName;

/** The names of a new account, as the settings ask for them. */
export function newNameFields(rules: NameRules) {
  const field = (name: Name, rule: NameRule): z.ZodType<string | undefined> =>
    rule === "required" ? name : optional(name);
  return withoutOff({ username: field(username, rules.username), fullName: field(fullName, rules.fullName) }, rules);
}

/** The names in a change of an account. `null` removes one that accounts need not have; elsewhere it counts as absent. */
export function changedNameFields(rules: NameRules) {
  const field = (name: Name, rule: NameRule): z.ZodType<string | null | undefined> =>
    rule === "required" ? optional(name) : removable(name);
  return withoutOff({ username: field(username, rules.username), fullName: field(fullName, rules.fullName) }, rules);
}

/** A name that is off has no field: a request may hold it as it may hold any unknown key, and nothing reads it. */
function withoutOff<Field>(fields: Record<keyof NameRules, Field>, rules: NameRules): Record<keyof NameRules, Field> {
  const asked = Object.entries(fields).filter(([name]) => rules[name as keyof NameRules] !== "off");
  // A field that is missing reads as an absent value, which every field here may have.
  return Object.fromEntries(asked) as Record<keyof NameRules, Field>;
}
