import type { SigningKeyStore } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import type { Logger } from "../../utils/logger.js";
import type { KeyPolicy } from "./keyLife.js";
import type { KeySeal } from "./keySeal.js";

export interface KeyDeps {
  store: SigningKeyStore;
  clock: Clock;
  seal: KeySeal;
  policy: KeyPolicy;
  logger: Logger;
}
