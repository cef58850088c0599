import type { KeyView, SigningKeys } from "../services/keys/index.js";
import { tableUtc } from "../utils/utcTime.js";
import { command, group } from "./command.js";
import { withContainer } from "./database.js";
import { CliError } from "./failures.js";
import { renderTable } from "./table.js";

const list = command({
  name: "list",
  summary: "list the keys",
  description: "Lists the keys, oldest first, with their states. Private keys are not shown.",
  run: async () => {
    const keys = await withSigningKeys((signingKeys) => signingKeys.listKeys());
    return { data: { keys }, text: tableOf(keys) };
  },
});

const generate = command({
  name: "generate",
  summary: "create the next key ahead of schedule",
  description: "Creates the next key, unless there is one. It is published now and signs from tomorrow.",
  run: async () => {
    const result = await withSigningKeys((signingKeys) => signingKeys.generateKey());
    const heading = result.created ? "Created the next key.\n" : "There is a next key already. Nothing was created.\n";
    return { data: result, text: heading + tableOf(result.keys) };
  },
});

const rotate = command({
  name: "rotate",
  summary: "sign with the next key from now on",
  description:
    "Activates the next key, after creating it if necessary. Servers use it within a minute. Nobody is signed out.",
  options: {
    revokeOlder: [
      "--revoke-older",
      "delete the older keys, as after a leak: their tokens are refused, and clients refresh",
    ],
  },
  run: async ({ revokeOlder = false }) => {
    const keys = await withSigningKeys((signingKeys) => signingKeys.rotateKeys({ revokeOlder }));
    return { data: { keys }, text: `The newest key signs now.\n${tableOf(keys)}` };
  },
});

export const keys = group(
  "keys",
  "manage the keys that sign access tokens",
  "Manages the key pairs that sign access tokens with ES256.",
  [list, generate, rotate],
);

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

function tableOf(found: readonly KeyView[]): string {
  const time = (at: number | null) => (at === null ? null : tableUtc(at));
  const rows = found.map(({ kid, state, isReadable, signsFrom, retiresAt, deletableAt }) => {
    return [kid, isReadable ? state : `${state}, unreadable`, time(signsFrom), time(retiresAt), time(deletableAt)];
  });
  const isLost = found.some(({ isReadable }) => !isReadable);
  const hint = isLost ? "Unreadable: no secret in ACCESS_TOKEN_SECRET decrypts the key, so it is not used.\n" : "";
  return renderTable(["KEY", "STATE", "SIGNS FROM (UTC)", "RETIRES", "DELETED AFTER"], rows) + hint;
}
