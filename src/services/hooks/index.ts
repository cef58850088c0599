export { AppHooks, type HookClient, type Hooks, hookNames, type RegisteringUser } from "./AppHooks.js";
export { callApp, callAppAtOnce } from "./callApp.js";
export { privateFailure } from "./privateFailure.js";
export { publicText } from "./publicText.js";
export { Refusal, type RefusalOptions } from "./Refusal.js";
