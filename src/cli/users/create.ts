import type { Command } from "commander";
import { createAuthSchemas } from "../../schemas/auth.schema.js";
import { ApiError } from "../../utils/ApiError.js";
import { answering } from "../answer.js";
import { CliError } from "../failures.js";
import { role } from "../options.js";
import { type PasswordOptions, readNewPassword } from "../passwords.js";
import { askText, mayAsk } from "../questions.js";
import { withContainer } from "../withContainer.js";
import { userAnswer } from "./userForOperator.js";

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
      "Creates an account. A terminal is asked for what is missing. Without --verified a mail with a link goes to the address.",
    )
    .option("--username <name>", "3 to 32 of a to z, digits, _ . and -")
    .option("--email <address>", "one plain address")
    .option("--full-name <name>", "how the user is called")
    .option("--role <role...>", "the roles; none unless given", role)
    .option("--verified", "you vouch for the address")
    .option("--password-stdin", "read the password from stdin")
    .action(
      answering(async (options: Options) => {
        const profile = await readProfile(options);
        const password = await readNewPassword(options);
        const { role: roles = [], verified = false } = options;
        const user = await withContainer(({ admin, passwordPolicy }) => {
          const checked = createAuthSchemas(passwordPolicy).register.safeParse({ ...profile, password });
          if (!checked.success) throw validationFailed(checked.error.issues);
          return admin.create({ ...checked.data, avatarUrl: null, roles, emailVerified: verified });
        });
        return userAnswer(user);
      }),
    );
}

async function readProfile(options: Options): Promise<Profile> {
  return {
    username: await given(options, options.username, "--username", "Username"),
    email: await given(options, options.email, "--email", "E-mail address"),
    fullName: await given(options, options.fullName, "--full-name", "Full name"),
  };
}

async function given(options: Options, value: string | undefined, flag: string, question: string): Promise<string> {
  if (value !== undefined) return value;
  // A password that is piped in takes the place of the terminal.
  if (!options.passwordStdin && mayAsk(options)) return askText(question);
  throw new CliError("INPUT_MISSING", `${flag} is missing.`);
}

function validationFailed(issues: readonly { path: readonly PropertyKey[]; message: string }[]): ApiError {
  const errors = issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return new ApiError("VALIDATION_FAILED", { errors });
}
