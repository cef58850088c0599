import { useLayoutEffect } from "preact/hooks";
import { useAccountLanguage } from "./messages/useLanguage.js";
import { AccountPage } from "./pages/AccountPage.js";
import { AuthPage } from "./pages/AuthPage.js";
import { NotFound } from "./pages/NotFound.js";
import { SIGN_IN_STEPS } from "./pages/rarePages.js";
import { AccountLayout } from "./parts/AccountLayout.js";
import { AuthLayout } from "./parts/AuthLayout.js";
import { OnDemand } from "./parts/OnDemand.js";
import { Reauthentication } from "./parts/Reauthentication.js";
import { Unreachable } from "./parts/Unreachable.js";
import { Waiting } from "./parts/Waiting.js";
import { destination } from "./routing/destination.js";
import { follow, useRoute } from "./routing/location.js";
import { isAccountPath, isPagePath } from "./routing/paths.js";
import { leaveSignIn, useSignInStep } from "./session/signInStep.js";
import { useSession } from "./session/useSession.js";
import { useStart } from "./session/useStart.js";
import { site } from "./site.js";

/** These need no session, and remove the token from the address bar before anything else happens. */
const LINK_PAGES: readonly string[] = ["/reset-password", "/verify-email", "/confirm-email-change"];

/** The page at the current path, for the current user, and what may be asked above it. */
export function App() {
  return (
    <>
      <Page />
      <Reauthentication />
    </>
  );
}

function Page() {
  const start = useStart();
  const route = useRoute();
  const session = useSession();
  const step = useSignInStep(LINK_PAGES.includes(route.path) ? undefined : session.challenge);
  const languageOnTheWay = useAccountLanguage(session);
  const target = step === null ? destination(route, session, site) : null;
  useLayoutEffect(() => {
    if (target !== null) follow(target, { replace: true });
  }, [target]);

  useLayoutEffect(() => leaveSignIn, [route.path]);

  if (target !== null || languageOnTheWay || step?.kind === "finishing") return <Waiting />;
  if (step !== null && step.kind !== "deciding") {
    return (
      <AuthLayout>
        <OnDemand of={SIGN_IN_STEPS} props={{ step }} />
      </AuthLayout>
    );
  }
  if (!isPagePath(route.path, site)) {
    return (
      <AuthLayout>
        <NotFound />
      </AuthLayout>
    );
  }
  if (isAccountPath(route.path) || route.path === "/") {
    if (session.status === "signed-in") {
      return (
        // Another user who signs in from another tab must not see what this one typed.
        <AccountLayout key={session.user._id} user={session.user} path={route.path}>
          <AccountPage key={route.path} path={route.path} user={session.user} />
        </AccountLayout>
      );
    }
    return start === "answered" ? <Unreachable /> : <Waiting />;
  }
  if (start === "asking" && !LINK_PAGES.includes(route.path)) return <Waiting />;
  return (
    <AuthLayout>
      <AuthPage key={route.path} route={route} session={session} />
    </AuthLayout>
  );
}
