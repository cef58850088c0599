import { z } from "zod";
import { avatarUrl, email, fullName, newPassword, typedPassword, username } from "./fields.js";

/** The bodies of /auth. Unknown keys are dropped, so none is ever stored. */
export function createAuthSchemas(settings: { passwordMinLength: number }) {
  const password = newPassword(settings.passwordMinLength);
  return {
    register: z.object({ username, fullName, email, password, avatarUrl: avatarUrl.nullish() }),
    login: z
      .object({
        username: username.optional(),
        email: email.optional(),
        password: typedPassword,
        rememberMe: z.boolean("true or false is needed.").optional(),
      })
      .refine((body) => body.username !== undefined || body.email !== undefined, {
        path: ["username"],
        message: "A username or an e-mail address is needed.",
        // Asked for beside other failing fields too: the answer lists them all, not the first.
        when: ({ value }) =>
          typeof value === "object" && value !== null && !("username" in value) && !("email" in value),
      }),
    refresh: z.object({ refreshToken: presentedToken.optional() }),
    logout: z.object({ refreshToken: presentedToken.optional() }),
    changePassword: z.object({ currentPassword: typedPassword, newPassword: password }),
  };
}

const presentedToken = z.string("A text is needed.").min(1, "A token is needed.").max(512, "At most 512 characters.");

export type AuthSchemas = ReturnType<typeof createAuthSchemas>;
export type RegisterBody = z.infer<AuthSchemas["register"]>;
export type LoginBody = z.infer<AuthSchemas["login"]>;
export type RefreshBody = z.infer<AuthSchemas["refresh"]>;
export type LogoutBody = z.infer<AuthSchemas["logout"]>;
export type ChangePasswordBody = z.infer<AuthSchemas["changePassword"]>;
