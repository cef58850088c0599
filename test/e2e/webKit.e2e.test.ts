import { webKitEngine } from "../support/browser/engines/webKitEngine.js";
import { describeEngine } from "../support/browser/scenarios/describeEngine.js";

describeEngine(webKitEngine);
