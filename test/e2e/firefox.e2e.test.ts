import { firefoxEngine } from "../support/browser/engines/firefoxEngine.js";
import { describeEngine } from "../support/browser/scenarios/describeEngine.js";

describeEngine(firefoxEngine);
