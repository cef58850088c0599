import { LIMITS, limitNames } from "../../src/services/rateLimit/limitRules.js";
import { formatDuration } from "../../src/utils/duration.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";
import { describedRoutes } from "./openapi/describedRoutes.js";

/** Every limit with its number, and the routes that count each address before they read a body. */
export function limitsParts(): Parts {
  const rows = limitNames.map((name) => {
    const { points, windowMs, protects } = LIMITS[name];
    return [`\`${name}\``, `${points}/${formatDuration(windowMs)}`, protects];
  });
  return {
    limits: markdownTable(["limit", "attempts/window", "what it protects"], rows),
    routes: markdownTable(["limit", "routes"], routesByLimit()),
  };
}

function routesByLimit(): string[][] {
  const purposes = new Set(describedRoutes.flatMap(({ limit }) => limit ?? []));
  return [...purposes].map((purpose) => {
    const routes = describedRoutes.filter(({ limit }) => limit === purpose);
    return [`\`${purpose}.ip\``, routes.map(({ method, path }) => `\`${method} ${path}\``).join(", ")];
  });
}
