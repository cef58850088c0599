import type { SessionState } from "@latchkey/client";
import { OnDemand } from "../parts/OnDemand.js";
import type { Route } from "../routing/location.js";
import { site } from "../site.js";
import { ConfirmEmailChange } from "./ConfirmEmailChange.js";
import { ForgotPassword } from "./ForgotPassword.js";
import { NotFound } from "./NotFound.js";
import { Register } from "./Register.js";
import { ResetPassword } from "./ResetPassword.js";
import { EMAIL_CODE, START_AGAIN } from "./rarePages.js";
import { SignIn } from "./SignIn.js";
import { VerifyEmail } from "./VerifyEmail.js";

/** The page at the path of `route`, for users who are not signed in. */
export function AuthPage({ route, session }: { route: Route; session: SessionState }) {
  switch (route.path) {
    case "/register":
      return <Register route={route} />;
    case "/forgot-password":
      return <ForgotPassword />;
    case "/reset-password":
      return <ResetPassword />;
    case "/verify-email":
      return <VerifyEmail />;
    case "/confirm-email-change":
      return <ConfirmEmailChange />;
    case "/sign-in/continue":
      return <OnDemand of={START_AGAIN} props={{}} />;
    case "/sign-in/code":
      return site.emailCode ? <OnDemand of={EMAIL_CODE} props={{ route }} /> : <NotFound />;
    default:
      return <SignIn route={route} reason={session.status === "signed-out" ? session.reason : null} />;
  }
}
