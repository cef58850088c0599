/** A setting that is missing, wrong or misspelled. The message is one line: which setting, why, and how to fix it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The setting in the caller's spelling: `ACCESS_TOKEN_SECRET` in the environment, `accessTokenSecret` in options. */
  readonly setting: string;

  constructor(setting: string, reasonAndFix: string) {
    super(`${setting} ${reasonAndFix}`);
    this.setting = setting;
  }
}
