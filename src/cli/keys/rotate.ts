import type { Command } from "commander";
import { answering } from "../answer.js";
import { keysTable } from "./keysTable.js";
import { withSigningKeys } from "./withSigningKeys.js";

interface Options {
  readonly revokeOlder?: boolean;
}

/** `latchkey keys rotate` */
export function addKeysRotate(keys: Command): void {
  keys
    .command("rotate")
    .summary("let the next key sign from now on")
    .description(
      "Lets the key that waits sign from now on; without one, one is made. Servers hear of it within a minute, and nobody is signed out.",
    )
    .option("--revoke-older", "delete the older keys, as after a leak: their tokens are refused, and clients refresh")
    .action(
      answering(async ({ revokeOlder = false }: Options) => {
        const left = await withSigningKeys((signingKeys) => signingKeys.rotateKeys({ revokeOlder }));
        return { data: { keys: left }, text: `The newest key signs.\n${keysTable(left)}` };
      }),
    );
}
