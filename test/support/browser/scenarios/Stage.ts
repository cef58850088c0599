import type { Profile, WindowSize } from "../engines/Engine.js";
import type { Site } from "../startSite.js";

/** Where a scenario plays. */
export interface Stage {
  readonly site: Site;
  /** A browser of somebody else, closed when the test ends. */
  aProfile(size?: WindowSize): Promise<Profile>;
}
