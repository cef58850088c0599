import { validationFailed } from "../../messages/api/issues.js";
import { createAuthSchemas } from "../../schemas/auth.schema.js";
import { command } from "../command.js";
import { withContainer } from "../database.js";
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
    const profile = {
      username: await optionOrPrompt(options, options.username, "--username", "Username"),
      email: await optionOrPrompt(options, options.email, "--email", "Email address"),
      fullName: await optionOrPrompt(options, options.fullName, "--full-name", "Full name"),
    };
    const password = await readNewPassword(options);
    const { role: roles = [], verified: emailVerified = false } = options;
    const user = await withContainer(({ admin, passwordPolicy, fields }) => {
      const checked = createAuthSchemas(passwordPolicy, fields).register.safeParse({ ...profile, password });
      if (!checked.success) throw validationFailed(checked.error.issues, "account");
      return admin.create({ ...checked.data, avatarUrl: null, roles, emailVerified });
    });
    return userResult(user);
  },
});

async function optionOrPrompt(
  options: PasswordOptions,
  value: string | undefined,
  flag: string,
  question: string,
): Promise<string> {
  if (value !== undefined) return value;
  if (!options.passwordStdin && canPrompt(options)) return promptText(question);
  throw new CliError("INPUT_MISSING", `${flag} is required.`);
}
