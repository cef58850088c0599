import type { SessionState } from "@latchkey/client";
import { OnDemand } from "../parts/OnDemand.js";
import type { Route } from "../routing/location.js";
import { site } from "../site.js";
import { ForgotPassword } from "./ForgotPassword.js";
import { LinkPage } from "./LinkPage.js";
import { NotFound } from "./NotFound.js";
import { CONFIRM_EMAIL_CHANGE, EMAIL_CODE, REGISTER, RESET_PASSWORD, START_AGAIN, VERIFY_EMAIL } from "./rarePages.js";
import { SignIn } from "./SignIn.js";

/** The page at the path of `route`, for users who are not signed in. */
export function AuthPage({ route, session }: { route: Route; session: SessionState }) {
  switch (route.path) {
    case "/register":
      return <OnDemand of={REGISTER} props={{ route }} />;
    case "/forgot-password":
      return <ForgotPassword />;
    case "/reset-password":
      return <LinkPage of={RESET_PASSWORD} />;
    case "/verify-email":
      return <LinkPage of={VERIFY_EMAIL} />;
    case "/confirm-email-change":
      return <LinkPage of={CONFIRM_EMAIL_CHANGE} />;
    case "/sign-in/continue":
      return <OnDemand of={START_AGAIN} props={{}} />;
    case "/sign-in/code":
      return site.emailCode ? <OnDemand of={EMAIL_CODE} props={{ route }} /> : <NotFound />;
    default:
      return <SignIn route={route} reason={session.status === "signed-out" ? session.reason : null} />;
  }
}
