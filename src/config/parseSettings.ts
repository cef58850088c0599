import { z } from "zod";
import { ConfigError } from "./ConfigError.js";
import type { Spelling } from "./names.js";
import { isSettingName, type SettingName, type SettingValues, settingNames, settings } from "./settings.js";

/** What was given, before any check. */
export type GivenSettings = Readonly<Partial<Record<SettingName, unknown>>>;

type Parsers = { [Name in SettingName]: (typeof settings)[Name]["parser"] };

// Object.fromEntries forgets which parser belongs to which name; the table does not.
const schema = z.object(Object.fromEntries(settingNames.map((name) => [name, settings[name].parser])) as Parsers);

/** Checks each setting on its own and fills in the defaults. The first one that is wrong ends it. */
export function parseSettings(given: GivenSettings, spell: Spelling): SettingValues {
  const result = schema.safeParse(
    Object.fromEntries(settingNames.map((name) => [name, valueOrDefault(name, given, spell)])),
  );
  if (result.success) return result.data;
  throw faultOf(result.error, spell);
}

function valueOrDefault(name: SettingName, given: GivenSettings, spell: Spelling): unknown {
  const value = given[name];
  if (value === undefined || value === null) return settings[name].default;
  // An empty text is a forgotten value or a variable that did not expand, never a choice.
  if (typeof value === "string" && value.trim() === "") {
    throw new ConfigError(spell(name), "is empty: give it a value or remove it");
  }
  return value;
}

function faultOf({ issues: [issue] }: z.ZodError, spell: Spelling): ConfigError {
  const name = String(issue?.path[0]);
  return new ConfigError(isSettingName(name) ? spell(name) : name, issue?.message ?? "is wrong");
}
