import * as answers from "./answers.js";
import type { Operation } from "./Operation.js";

/** For whoever restarts the process or sends it requests. */
export const healthOperations: readonly Operation[] = [
  {
    method: "get",
    path: "/health/live",
    id: "live",
    tag: "Health",
    summary: "Whether the process answers",
    access: "anybody",
    success: { status: 200, data: answers.health, example: { status: "live" }, message: "Live." },
    failures: [],
  },
  {
    method: "get",
    path: "/health/ready",
    id: "ready",
    tag: "Health",
    summary: "Whether the store takes a write too, and no stop is under way",
    access: "anybody",
    success: { status: 200, data: answers.health, example: { status: "ready" }, message: "Ready." },
    failures: ["STORE_UNAVAILABLE", "SHUTTING_DOWN"],
  },
];
