import type { Command } from "commander";
import { answering } from "../answer.js";
import { keysTable } from "./keysTable.js";
import { withSigningKeys } from "./withSigningKeys.js";

/** `latchkey keys generate` */
export function addKeysGenerate(keys: Command): void {
  keys
    .command("generate")
    .summary("make the next key ahead of its time")
    .description("Makes the next key: published now, it signs a day from now. Where one waits already nothing is made.")
    .action(
      answering(async () => {
        const made = await withSigningKeys((signingKeys) => signingKeys.generateKey());
        const heading = made.created ? "The next key is made.\n" : "A key waits already. Nothing was made.\n";
        return { data: made, text: heading + keysTable(made.keys) };
      }),
    );
}
