import { createTranslate } from "../../../src/language/index.js";
import { en } from "../../../web/src/messages/en.js";

/** The English texts of the pages by key: a text that is worded in another way breaks no test. */
export const t = createTranslate<typeof en>(en, "en");
