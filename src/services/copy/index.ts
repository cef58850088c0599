export { createCopy } from "./createCopy.js";
export { type Counts, countsOf, lookAt } from "./lookAt.js";
export { copyOver, type Moved, type Phase, type RunPass, switchOver } from "./moveOver.js";
export type { PassCount } from "./passOver.js";
export type { RefusalReason, Standing } from "./standing.js";
export { type TakenBack, takeBack } from "./takeBack.js";
