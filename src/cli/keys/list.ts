import type { Command } from "commander";
import { answering } from "../answer.js";
import { keysTable } from "./keysTable.js";
import { withSigningKeys } from "./withSigningKeys.js";

/** `latchkey keys list` */
export function addKeysList(keys: Command): void {
  keys
    .command("list")
    .summary("list the keys")
    .description("Lists the keys, oldest first, with what each does now. No private key is shown.")
    .action(
      answering(async () => {
        const found = await withSigningKeys((signingKeys) => signingKeys.listKeys());
        return { data: { keys: found }, text: keysTable(found) };
      }),
    );
}
