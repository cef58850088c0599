import type { Setting } from "./Setting.js";
import { type SettingName, settingNames, settings } from "./settings.js";

/** A setting with its name. */
export interface NamedSetting extends Setting {
  readonly name: SettingName;
}

/** The settings by group, both in the order of the table. */
export function settingGroups(): Map<Setting["group"], NamedSetting[]> {
  const groups = new Map<Setting["group"], NamedSetting[]>();
  for (const name of settingNames) {
    const setting: NamedSetting = { name, ...settings[name] };
    groups.set(setting.group, [...(groups.get(setting.group) ?? []), setting]);
  }
  return groups;
}
