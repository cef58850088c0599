import { useLayoutEffect } from "preact/hooks";
import { useAccountLanguage } from "./messages/useLanguage.js";
import { AccountPage } from "./pages/AccountPage.js";
import { AuthPage } from "./pages/AuthPage.js";
import { NotFound } from "./pages/NotFound.js";
import { AccountLayout } from "./parts/AccountLayout.js";
import { AuthLayout } from "./parts/AuthLayout.js";
import { Unreachable } from "./parts/Unreachable.js";
import { Waiting } from "./parts/Waiting.js";
import { destination } from "./routing/destination.js";
import { follow, useRoute } from "./routing/location.js";
import { isAccountPath, isPagePath } from "./routing/paths.js";
import { useSession } from "./session/useSession.js";
import { useStart } from "./session/useStart.js";
import { site } from "./site.js";

/** These need no session, and remove the token from the address bar before anything else happens. */
const LINK_PAGES: readonly string[] = ["/reset-password", "/verify-email", "/confirm-email-change"];

/** The page at the current path, for the current user. */
export function App() {
  const start = useStart();
  const route = useRoute();
  const session = useSession();
  const languageOnTheWay = useAccountLanguage(session);
  const target = destination(route, session, site);
  useLayoutEffect(() => {
    if (target !== null) follow(target, { replace: true });
  }, [target]);

  if (target !== null || languageOnTheWay) return <Waiting />;
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
