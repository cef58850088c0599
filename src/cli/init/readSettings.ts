import { type EnvValues, isSettingName, parseDotEnv } from "../../config/index.js";
import { CliError } from "../failures.js";
import { stdinText } from "../stdinText.js";

/** Settings as lines of a `.env` file, from stdin. Throws INPUT_MISSING, and USAGE for a name that is no setting. */
export async function readSettings(): Promise<EnvValues> {
  const values = parseDotEnv(await stdinText());
  const names = Object.keys(values);
  if (names.length === 0) throw new CliError("INPUT_MISSING", "There was no setting on stdin.");
  // It would be dropped without a word: the file has a place for settings alone.
  const foreign = names.find((name) => !isSettingName(name));
  if (foreign !== undefined) throw new CliError("USAGE", `${foreign} on stdin is not a setting.`);
  return values;
}
