import { validationFailed } from "../../messages/api/issues.js";
import { createAuthSchemas } from "../../schemas/auth.schema.js";
import type { NameRule } from "../../utils/nameRules.js";
import { command } from "../command.js";
import { configWithDatabase, withContainer } from "../database.js";
import { CliError } from "../failures.js";
import { role } from "../options.js";
import { canPrompt, type PasswordOptions, promptText, readNewPassword } from "../prompts.js";
import { userResult } from "./userResult.js";

export const create = command({
  name: "create",
  summary: "create an account",
  description:
    "Creates an account. On a terminal it prompts for what is missing. Without --verified it sends the verification email.",
  options: {
    username: ["--username <name>", "3 to 32 letters (a to z), digits, _ . or -"],
    email: ["--email <address>", "email address"],
    fullName: ["--full-name <name>", "full name"],
    role: ["--role <role...>", "roles (default: none)", role],
    verified: ["--verified", "treat the email address as verified"],
    passwordStdin: ["--password-stdin", "read the password from stdin"],
  },
  run: async (options) => {
    const ask = (given: string | undefined, rule: NameRule, flag: string, question: string) =>
      optionOrPrompt(options, { given, rule, flag, question });
    // The only one that the settings have no say in: without it nothing is read, and nothing written.
    const email = await ask(options.email, "required", "--email", "Email address");
    const config = configWithDatabase();
    const profile = {
      username: await ask(options.username, config.username, "--username", "Username"),
      email,
      fullName: await ask(options.fullName, config.fullName, "--full-name", "Full name"),
    };
    const password = await readNewPassword(options);
    const { role: roles = [], verified: emailVerified = false } = options;
    const user = await withContainer(({ admin, passwordPolicy, fields }) => {
      const checked = createAuthSchemas(passwordPolicy, fields, config).register.safeParse({ ...profile, password });
      if (!checked.success) throw validationFailed(checked.error.issues, "account");
      const { username = null, fullName = null } = checked.data;
      return admin.create({ ...checked.data, username, fullName, password, avatarUrl: null, roles, emailVerified });
    });
    return userResult(user);
  },
});

interface Question {
  readonly given: string | undefined;
  readonly rule: NameRule;
  readonly flag: string;
  readonly question: string;
}

/** Throws USAGE for a name that the settings turn off, INPUT_MISSING for one that they require. */
async function optionOrPrompt(
  options: PasswordOptions,
  { given, rule, flag, question }: Question,
): Promise<string | undefined> {
  if (rule === "off") {
    if (given === undefined) return undefined;
    throw new CliError("USAGE", `${flag} is turned off in the settings: leave it out.`);
  }
  if (given !== undefined) return given;
  if (!options.passwordStdin && canPrompt(options)) {
    return promptText(rule === "optional" ? `${question} (optional)` : question);
  }
  if (rule === "optional") return undefined;
  throw new CliError("INPUT_MISSING", `${flag} is required.`);
}
