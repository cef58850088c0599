import { expect } from "vitest";
import { PSEUDO_LANGUAGE } from "../../../../src/language/index.js";
import { PAGE_PATHS } from "../../../../src/routes/pages.routes.js";
import { LANGUAGE_NAMES } from "../../../../web/src/messages/languageNames.js";
import { anAccount, PASSWORD } from "../../http/accounts.js";
import type { Tab } from "../engines/Engine.js";
import type { Stage } from "./Stage.js";
import { signInByScript } from "./signInByScript.js";

const NARROW = { width: 320, height: 700 };

/** What is there when a page has loaded; most have all of it with their heading. */
const LOADED: Readonly<Record<string, string>> = {
  "/register": ".rules li",
  "/account/password": ".rules li",
  "/account/sessions": "td",
  "/account/activity": "time",
};

interface Look {
  readonly width: number;
  /** What reaches over the edge of a page that scrolls sideways. */
  readonly overflow: readonly string[];
  readonly direction: string;
  readonly language: string;
  readonly isLoaded: boolean;
  /** The title and the visible texts, in lines, and what screen readers say instead. */
  readonly texts: readonly string[];
  /** Written by `Intl`. */
  readonly times: readonly string[];
}

/** Every page in the language that is longer, runs from right to left, and has each text in brackets. */
export async function pseudoLanguage({ site, aProfile }: Stage): Promise<void> {
  const user = await anAccount(site.server(), { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com" });
  const { brandName } = site.server().config;
  const data = [user.fullName, "AL", user.username, user.email, brandName, ...Object.values(LANGUAGE_NAMES)];
  const tab = await (await aProfile(NARROW)).newTab();
  const isOfAccount = (path: string) => path.startsWith("/account");

  for (const path of PAGE_PATHS.filter((path) => !isOfAccount(path))) await expectGood(tab, site.origin, path, data);
  await signInByScript(tab, { username: "ada", password: PASSWORD });
  for (const path of PAGE_PATHS.filter(isOfAccount)) await expectGood(tab, site.origin, path, data);
}

async function expectGood(tab: Tab, origin: string, path: string, data: readonly string[]): Promise<void> {
  await tab.goto(`${origin}${path}?lang=${PSEUDO_LANGUAGE}`);
  const look = async () => {
    const seen = await tab.evaluate<Look>(lookFor(LOADED[path] ?? "h1"));
    const { texts, times, ...rest } = seen;
    return { path, ...rest, outside: textsOutside(texts, [...times, ...data]) };
  };
  const good = { width: NARROW.width, overflow: [], direction: "rtl", language: PSEUDO_LANGUAGE, isLoaded: true };
  await expect.poll(look, { timeout: 10_000, interval: 50 }).toEqual({ path, ...good, outside: [] });
}

function lookFor(loaded: string): string {
  return `(() => {
    const root = document.documentElement;
    const visible = [...document.body.querySelectorAll("*")].filter((element) => element.checkVisibility());
    const spoken = visible.flatMap((element) =>
      ["aria-label", "title", "alt", "placeholder"].flatMap((name) => element.getAttribute(name) ?? []));
    const reachesOver = (element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < 0 || right > innerWidth;
    };
    const nameOf = ({ localName, className }) => localName + "." + className;
    return {
      width: innerWidth,
      overflow: root.scrollWidth <= innerWidth ? [] : visible.filter(reachesOver).map(nameOf),
      direction: getComputedStyle(document.body).direction,
      language: root.lang,
      isLoaded: document.querySelector(${JSON.stringify(loaded)}) !== null,
      texts: [document.title, document.body.innerText, ...spoken],
      times: visible.filter((element) => element.matches("time")).map((element) => element.innerText),
    };
  })()`;
}

/** What is left without the texts in brackets, of which one may hold another, and without the data: whatever has letters. */
function textsOutside(texts: readonly string[], data: readonly string[]): string[] {
  return texts.flatMap((text) =>
    [...data.toSorted((a, b) => b.length - a.length), ...WRITTEN]
      .reduce<string>((rest, part) => rest.replaceAll(part, ""), text)
      .split("\n")
      .filter((line) => /\p{L}/u.test(line)),
  );
}

/** Days, as English and the pseudo-language write them, then the texts, the innermost first. */
const WRITTEN = [/\d{1,2} \p{L}+ \d{4}/gu, /\[[^[\]]*\]/g, /\[[^[\]]*\]/g, /\[[^[\]]*\]/g];
