import "./zod.js";
import { createAuthSchemas } from "../../../src/schemas/auth.schema.js";
import {
  activityQuerySchema,
  changeEmailSchema,
  deleteAccountSchema,
  settingsSchema,
} from "../../../src/schemas/users.schema.js";

export type NamedSchemas = ReturnType<typeof nameSchemas>;

/** The schemas that validate the requests, each with its name in the document. */
export function nameSchemas() {
  // Nothing is judged here.
  const auth = createAuthSchemas({ unmet: () => [] });
  const oneName = { anyOf: [{ required: ["username"] }, { required: ["email"] }] };
  return {
    register: auth.register.openapi("RegisterBody"),
    login: auth.login.openapi("LoginBody", oneName),
    refresh: auth.refresh.openapi("RefreshBody"),
    logout: auth.logout.openapi("LogoutBody"),
    changePassword: auth.changePassword.openapi("ChangePasswordBody"),
    forgotPassword: auth.forgotPassword.openapi("ForgotPasswordBody"),
    resetPassword: auth.resetPassword.openapi("ResetPasswordBody"),
    verifyEmail: auth.verifyEmail.openapi("VerifyEmailBody"),
    resendVerification: auth.resendVerification.openapi("ResendVerificationBody"),
    confirmEmailChange: auth.confirmEmailChange.openapi("ConfirmEmailChangeBody"),
    settings: settingsSchema.openapi("SettingsBody"),
    changeEmail: changeEmailSchema.openapi("ChangeEmailBody"),
    deleteAccount: deleteAccountSchema.openapi("DeleteAccountBody"),
    activityQuery: activityQuerySchema,
  };
}
