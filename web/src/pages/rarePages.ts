import { onDemand } from "../parts/OnDemand.js";

// Most people sign in, and go on to the app: what few of them open is not part of what all of them load.

export const REGISTER = onDemand(async () => (await import("./Register.js")).Register);
export const RESET_PASSWORD = onDemand(async () => (await import("./ResetPassword.js")).ResetPassword);
export const VERIFY_EMAIL = onDemand(async () => (await import("./VerifyEmail.js")).VerifyEmail);
export const CONFIRM_EMAIL_CHANGE = onDemand(async () => (await import("./ConfirmEmailChange.js")).ConfirmEmailChange);
export const EMAIL = onDemand(async () => (await import("./Email.js")).Email);
export const PASSWORD = onDemand(async () => (await import("./Password.js")).Password);
export const SESSIONS = onDemand(async () => (await import("./Sessions.js")).Sessions);
export const ACTIVITY = onDemand(async () => (await import("./Activity.js")).Activity);
export const REGISTERED_ELSEWHERE = onDemand(
  async () => (await import("./RegisteredElsewhere.js")).RegisteredElsewhere,
);
export const EMAIL_CODE = onDemand(async () => (await import("./EmailCode.js")).EmailCode);
export const MAILED_CODE = onDemand(async () => (await import("./MailedCode.js")).MailedCode);
export const START_AGAIN = onDemand(async () => (await import("./ProviderProblem.js")).StartAgain);
export const PROVIDER_PROBLEM = onDemand(async () => (await import("./ProviderProblem.js")).ProviderProblem);
export const PROVIDER_REGISTRATION = onDemand(
  async () => (await import("./ProviderRegistration.js")).ProviderRegistration,
);
export const PROVIDER_LINK = onDemand(async () => (await import("./ProviderLink.js")).ProviderLink);
export const SECURITY = onDemand(async () => (await import("./Security.js")).Security);
export const SIGN_IN_STEPS = onDemand(async () => (await import("./SignInSteps.js")).SignInSteps);
export const REAUTHENTICATION_DIALOG = onDemand(
  async () => (await import("../factors/ReauthenticationDialog.js")).ReauthenticationDialog,
);
export const YOUR_DATA = onDemand(async () => (await import("./YourData.js")).YourData);
