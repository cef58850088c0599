import type { LatchkeyOptions } from "../../../../src/config/index.js";
import type { Visit } from "./Visit.js";

/** A page as somebody may find it. */
export interface PageState {
  /** Names its pictures too. */
  readonly name: string;
  /** Brings a new browser there. */
  readonly open: (visit: Visit) => Promise<void>;
  /** Settings of the server. */
  readonly settings?: LatchkeyOptions;
  /** Whether users may sign in with the stub providers. */
  readonly providers?: boolean;
  /** Without it the browser runs scripts. */
  readonly scripts?: "off";
  /** Why axe does not judge it. */
  readonly notJudged?: string;
}
