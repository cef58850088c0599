import type { User } from "@latchkey/client";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../messages/messages.js";
import { reloadForPicture } from "../picture.js";
import { Link } from "../routing/Link.js";
import { useSignOut } from "../session/useSignOut.js";
import { AccountMenu } from "./AccountMenu.js";
import { AccountNav } from "./AccountNav.js";
import { BrandMark } from "./BrandMark.js";
import { Notice } from "./Notice.js";
import { OfflineBar } from "./OfflineBar.js";
import { SkipLink } from "./SkipLink.js";

interface Props {
  user: User;
  path: string;
  children: ComponentChildren;
}

/** The layout of the account pages: the user, the menu, and the sign-out button. */
export function AccountLayout({ user, path, children }: Props) {
  const { phase, signOut } = useSignOut();
  // Only now, when nothing is typed: a picture that changes later, in another tab, has to wait.
  const first = useRef(user.avatarUrl);
  useEffect(() => void reloadForPicture(first.current), []);
  return (
    <>
      <SkipLink />
      <header class="bar">
        <div class="wide">
          <Link href="/account" class="home">
            <BrandMark />
          </Link>
          <AccountMenu user={user} busy={phase === "busy"} signOut={signOut} />
        </div>
      </header>
      <div class="wide account">
        <AccountNav path={path} />
        <main id="main" tabIndex={-1}>
          <div role="alert">
            {phase === "failed" && (
              <Notice tone="bad">
                <p>{t("unreachable.signOut")}</p>
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
