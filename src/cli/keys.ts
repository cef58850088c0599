import type { Command } from "commander";
import type { KeyView, SigningKeys } from "../services/keys/index.js";
import { tableUtc } from "../utils/utcTime.js";
import { action } from "./action.js";
import { withContainer } from "./database.js";
import { CliError } from "./failures.js";
import { renderTable } from "./table.js";

/** `latchkey keys …` */
export function addKeys(program: Command): void {
  const keys = program
    .command("keys")
    .summary("manage the keys that sign access tokens")
    .description("Manages the key pairs that sign access tokens with ES256.");
  addList(keys);
  addGenerate(keys);
  addRotate(keys);
}

function addList(keys: Command): void {
  keys
    .command("list")
    .summary("list the keys")
    .description("Lists the keys, oldest first, with their states. Private keys are not shown.")
    .action(
      action(async () => {
        const found = await withSigningKeys((signingKeys) => signingKeys.listKeys());
        return { data: { keys: found }, text: tableOf(found) };
      }),
    );
}

function addGenerate(keys: Command): void {
  keys
    .command("generate")
    .summary("create the next key ahead of schedule")
    .description("Creates the next key, unless there is one. It is published now and signs from tomorrow.")
    .action(
      action(async () => {
        const result = await withSigningKeys((signingKeys) => signingKeys.generateKey());
        const heading = result.created
          ? "Created the next key.\n"
          : "There is a next key already. Nothing was created.\n";
        return { data: result, text: heading + tableOf(result.keys) };
      }),
    );
}

function addRotate(keys: Command): void {
  keys
    .command("rotate")
    .summary("sign with the next key from now on")
    .description(
      "Activates the next key, after creating it if necessary. Servers use it within a minute. Nobody is signed out.",
    )
    .option("--revoke-older", "delete the older keys, as after a leak: their tokens are refused, and clients refresh")
    .action(
      action(async ({ revokeOlder = false }: { readonly revokeOlder?: boolean }) => {
        const left = await withSigningKeys((signingKeys) => signingKeys.rotateKeys({ revokeOlder }));
        return { data: { keys: left }, text: `The newest key signs now.\n${tableOf(left)}` };
      }),
    );
}

/** Opens the key pairs for `run`. Throws NO_KEY_PAIRS with HS256: a new key would sign nothing. */
function withSigningKeys<T>(run: (signingKeys: SigningKeys) => Promise<T>): Promise<T> {
  return withContainer(async ({ config, signingKeys }) => {
    if (config.accessTokenAlgorithms.includes("ES256")) return run(signingKeys);
    throw new CliError(
      "NO_KEY_PAIRS",
      "There are no key pairs: ACCESS_TOKEN_ALGORITHM is HS256, which signs with ACCESS_TOKEN_SECRET. To change that secret, put the new one in front (new,old), and remove the old one after ACCESS_TOKEN_EXPIRY: docs/guides/keys.md.",
    );
  });
}

function tableOf(keys: readonly KeyView[]): string {
  const time = (at: number | null) => (at === null ? null : tableUtc(at));
  const rows = keys.map(({ kid, state, isReadable, signsFrom, retiresAt, deletableAt }) => {
    return [kid, isReadable ? state : `${state}, unreadable`, time(signsFrom), time(retiresAt), time(deletableAt)];
  });
  const isLost = keys.some(({ isReadable }) => !isReadable);
  const hint = isLost ? "Unreadable: no secret in ACCESS_TOKEN_SECRET decrypts the key, so it is not used.\n" : "";
  return renderTable(["KEY", "STATE", "SIGNS FROM (UTC)", "RETIRES", "DELETED AFTER"], rows) + hint;
}
