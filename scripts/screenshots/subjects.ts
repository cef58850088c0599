import type { Browser, Page } from "playwright-core";
import type { Language } from "../../src/language/index.js";
import { openState, pageStates } from "../../test/support/browser/states/index.js";
import { everyMail } from "../../test/support/mail/everyMail.js";

/** What a picture is taken of, opened in a language until `look` is done. */
export interface Subject {
  readonly name: string;
  show(where: Where, look: (page: Page) => Promise<void>): Promise<void>;
}

interface Where {
  readonly browser: Browser;
  readonly language: Language;
  /** The folder of the built pages. */
  readonly pages: string;
}

/** Every page in every state, then every mail. */
export async function allSubjects(): Promise<Subject[]> {
  const states = pageStates.map((state) => ({
    name: state.name,
    show: (where: Where, look: (page: Page) => Promise<void>) => openState(state, where, look),
  }));
  const kinds = (await everyMail("en")).map(({ kind }) => kind);
  return [...states, ...kinds.map(mailSubject)];
}

function mailSubject(kind: string): Subject {
  return {
    name: `mail-${kind}`,
    show: async ({ browser, language }, look) => {
      const mail = (await everyMail(language)).find((one) => one.kind === kind);
      const page = await browser.newPage();
      try {
        await page.setContent(mail?.html ?? "");
        await look(page);
      } finally {
        await page.close();
      }
    },
  };
}
