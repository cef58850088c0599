import { LIMITS, limitNames } from "../../src/services/rateLimit/limitRules.js";
import { formatDuration } from "../../src/utils/duration.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

/** Every limit with its number. */
export function limitsParts(): Parts {
  const rows = limitNames.map((name) => {
    const { points, windowMs, protects } = LIMITS[name];
    return [`\`${name}\``, `${points}/${formatDuration(windowMs)}`, protects];
  });
  return { limits: markdownTable(["limit", "attempts/window", "what it protects"], rows) };
}
