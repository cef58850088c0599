import { chromiumEngine } from "../support/browser/engines/chromiumEngine.js";
import { describeEngine } from "../support/browser/scenarios/describeEngine.js";

describeEngine(chromiumEngine);
