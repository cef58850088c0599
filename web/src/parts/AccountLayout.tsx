import type { User } from "@latchkey/client";
import type { ComponentChildren } from "preact";
import { Link } from "../routing/Link.js";
import { useSignOut } from "../session/useSignOut.js";
import { BrandMark } from "./BrandMark.js";
import { Notice } from "./Notice.js";
import { OfflineBar } from "./OfflineBar.js";
import { SkipLink } from "./SkipLink.js";

const MENU = [
  ["/account", "Profile"],
  ["/account/email", "Email"],
  ["/account/password", "Password"],
  ["/account/sessions", "Sessions"],
  ["/account/activity", "Activity"],
  ["/account/data", "Your data"],
] as const;

interface Props {
  user: User;
  path: string;
  children: ComponentChildren;
}

/** The layout of the account pages: the user, the menu, and the sign-out button. */
export function AccountLayout({ user, path, children }: Props) {
  const { phase, signOut } = useSignOut();
  return (
    <>
      <SkipLink />
      <header class="bar">
        <div class="wide">
          <Link href="/account" class="home">
            <BrandMark />
          </Link>
          <span class="who">{user.fullName}</span>
          <button type="button" class="button small" aria-disabled={phase === "busy"} onClick={signOut}>
            Sign out
          </button>
        </div>
      </header>
      <div class="wide account">
        <nav aria-label="Account">
          <ul>
            {MENU.map(([href, label]) => (
              <li key={href}>
                <Link href={href} current={href === path}>
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <main id="main" tabIndex={-1}>
          <div role="alert">
            {phase === "failed" && (
              <Notice tone="bad">
                <p>The service cannot be reached, so you are still signed in. Try again in a moment.</p>
              </Notice>
            )}
          </div>
          {children}
        </main>
      </div>
      <OfflineBar />
    </>
  );
}
