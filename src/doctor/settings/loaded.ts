import { type Check, type Faults, uncheckedFinding } from "../Check.js";
import type { Finding } from "../Finding.js";

const ABOUT = {
  id: "settings",
  title: "A server would start with the settings",
  looksAt: "The settings of this folder and environment, by the server's own judgement.",
};

const faults = {
  wrong: {
    severity: "high",
    title: "A server would not start with the settings",
    clause: null,
    cure: "As it says. What runs now may have been started with other settings.",
  },
} as const satisfies Faults;

/** Of all checks of settings the one that is made without them too. */
export const loaded: Check = {
  ...ABOUT,
  from: "settings",
  faults,
  run: async ({ settings }): Promise<Finding[]> => {
    if (settings.kind === "absent") return [uncheckedFinding(ABOUT, settings.reason)];
    const { id, title } = ABOUT;
    if (settings.kind === "wrong") {
      return [{ check: id, code: `${id}.wrong`, ...faults.wrong, evidence: settings.reason }];
    }
    const evidence = `in ${settings.directory}`;
    return [{ check: id, code: id, severity: "ok", title, evidence, clause: null, cure: null }];
  },
};
