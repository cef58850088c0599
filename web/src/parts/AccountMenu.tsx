import type { User } from "@latchkey/client";
import { useId } from "preact/hooks";
import { t } from "../messages/messages.js";
import { PASSWORD } from "../pages/rarePages.js";
import { Link } from "../routing/Link.js";
import { Avatar } from "./Avatar.js";
import { calledName } from "./initials.js";
import { useDisclosure } from "./useDisclosure.js";

interface Props {
  user: User;
  busy: boolean;
  signOut(): void;
}

/** Who is signed in, and what belongs to that. Links and a button below a button: no `role="menu"`, which promises other keys. */
export function AccountMenu({ user, busy, signOut }: Props) {
  const id = useId();
  const { isOpen, toggle, root, button, panel } = useDisclosure();
  const name = calledName(user);
  return (
    <div ref={root} class="menu">
      <button
        ref={button}
        type="button"
        aria-label={t("nav.menu", { name })}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={toggle}
      >
        <Avatar user={user} />
        <span class="name">{name}</span>
        <span class="chevron" aria-hidden="true" />
      </button>
      <div ref={panel} id={id} class="panel" hidden={!isOpen}>
        <p class="owner">
          <strong>{name}</strong>
          <span class="quiet">{user.email}</span>
        </p>
        <ul>
          <li>
            <Link href="/account">{t("nav.profile")}</Link>
          </li>
          <li>
            <Link href="/account/password" onApproach={PASSWORD.load}>
              {t("nav.password")}
            </Link>
          </li>
          <li>
            <Link href="/account/security">{t("nav.security")}</Link>
          </li>
          <li>
            <Link href="/account/sessions">{t("nav.sessions")}</Link>
          </li>
        </ul>
        <div class="last">
          <button type="button" aria-disabled={busy} onClick={signOut}>
            {t("common.signOut")}
          </button>
        </div>
      </div>
    </div>
  );
}
