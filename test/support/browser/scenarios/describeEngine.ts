import { afterAll, beforeAll, describe, onTestFinished, test } from "vitest";
import { builtPages } from "../builtPages.js";
import type { Engine, EngineKind, WindowSize } from "../engines/Engine.js";
import { openSite } from "../site.js";
import { accountLife } from "./accountLife.js";
import { fourRefreshes } from "./fourRefreshes.js";
import { pseudoLanguage } from "./pseudoLanguage.js";
import { registeredElsewhere } from "./registeredElsewhere.js";
import type { Stage } from "./Stage.js";

/** What every engine must do, each scenario with a server of its own. */
export function describeEngine({ name, isInstalled, start }: EngineKind): void {
  describe.skipIf(!isInstalled)(name, () => {
    let engine: Engine | undefined;

    beforeAll(async () => {
      [engine] = await Promise.all([start(), builtPages()]);
    });

    afterAll(() => engine?.close());

    const perform = async (scenario: (stage: Stage) => Promise<void>) => {
      const site = await openSite();
      const aProfile = async (size?: WindowSize) => {
        if (engine === undefined) throw new Error("The browser did not start.");
        const profile = await engine.newProfile(size);
        onTestFinished(profile.close);
        return profile;
      };
      await scenario({ site, aProfile });
    };

    test("the whole life of an account by clicking", { timeout: 240_000 }, () => perform(accountLife));

    test("a verification link in another browser than the one that registered", { timeout: 240_000 }, () =>
      perform(registeredElsewhere),
    );

    test("four refreshes at the same moment in two tabs sign nobody out", { timeout: 120_000 }, () =>
      perform(fourRefreshes),
    );

    test(
      "the pseudo-language: from right to left, no overflow at 320 pixels, every text from a catalogue",
      {
        timeout: 120_000,
      },
      () => perform(pseudoLanguage),
    );
  });
}
