import type { Command } from "commander";
import { addKeysGenerate } from "./keys/generate.js";
import { addKeysList } from "./keys/list.js";
import { addKeysRotate } from "./keys/rotate.js";

/** `latchkey keys` */
export function addKeys(program: Command): void {
  const keys = program.command("keys").description("Looks after the key pairs that sign access tokens under ES256.");
  addKeysList(keys);
  addKeysGenerate(keys);
  addKeysRotate(keys);
}
