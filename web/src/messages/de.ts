import type { Translation } from "../../../src/language/index.js";
import { en } from "./en.js";

export const de: Translation<typeof en> = en;
