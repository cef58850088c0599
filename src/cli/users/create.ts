import type { Command } from "commander";
import { createAuthSchemas } from "../../schemas/auth.schema.js";
import { ApiError } from "../../utils/ApiError.js";
import { action } from "../action.js";
import { withContainer } from "../database.js";
import { CliError } from "../failures.js";
import { role } from "../options.js";
import { canPrompt, type PasswordOptions, promptText, readNewPassword } from "../prompts.js";
import { userResult } from "./userResult.js";

interface Options extends PasswordOptions {
  readonly username?: string;
  readonly email?: string;
  readonly fullName?: string;
  readonly role?: readonly string[];
  readonly verified?: true;
}

type Profile = Record<"username" | "email" | "fullName", string>;

/** `latchkey users create` */
export function addUsersCreate(users: Command): void {
  users
    .command("create")
    .summary("create an account")
    .description(
      "Creates an account. On a terminal it prompts for what is missing. Without --verified it sends the verification email.",
    )
    .option("--username <name>", "3 to 32 letters (a to z), digits, _ . or -")
    .option("--email <address>", "email address")
    .option("--full-name <name>", "full name")
    .option("--role <role...>", "roles (default: none)", role)
    .option("--verified", "treat the email address as verified")
    .option("--password-stdin", "read the password from stdin")
    .action(
      action(async (options: Options) => {
        const profile = await readProfile(options);
        const password = await readNewPassword(options);
        const { role: roles = [], verified = false } = options;
        const user = await withContainer(({ admin, passwordPolicy }) => {
          const checked = createAuthSchemas(passwordPolicy).register.safeParse({ ...profile, password });
          if (!checked.success) throw validationFailed(checked.error.issues);
          return admin.create({ ...checked.data, avatarUrl: null, roles, emailVerified: verified });
        });
        return userResult(user);
      }),
    );
}

async function readProfile(options: Options): Promise<Profile> {
  return {
    username: await optionOrPrompt(options, options.username, "--username", "Username"),
    email: await optionOrPrompt(options, options.email, "--email", "Email address"),
    fullName: await optionOrPrompt(options, options.fullName, "--full-name", "Full name"),
  };
}

async function optionOrPrompt(
  options: Options,
  value: string | undefined,
  flag: string,
  question: string,
): Promise<string> {
  if (value !== undefined) return value;
  if (!options.passwordStdin && canPrompt(options)) return promptText(question);
  throw new CliError("INPUT_MISSING", `${flag} is required.`);
}

function validationFailed(issues: readonly { path: readonly PropertyKey[]; message: string }[]): ApiError {
  const errors = issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return new ApiError("VALIDATION_FAILED", { errors });
}
