import { t } from "../messages/messages.js";
import { ACTIVITY, EMAIL, PASSWORD, SECURITY, SESSIONS, YOUR_DATA } from "../pages/rarePages.js";
import { Link } from "../routing/Link.js";
import { useScrollEdges } from "./useScrollEdges.js";

const ENTRIES = [
  { path: "/account", label: "nav.profile" },
  { path: "/account/email", label: "nav.email", page: EMAIL },
  { path: "/account/password", label: "nav.password", page: PASSWORD },
  { path: "/account/security", label: "nav.security", page: SECURITY },
  { path: "/account/sessions", label: "nav.sessions", page: SESSIONS },
  { path: "/account/activity", label: "nav.activity", page: ACTIVITY },
  { path: "/account/data", label: "nav.data", page: YOUR_DATA },
] as const;

/** The pages of the account. What is about to be opened is loaded before the click. */
export function AccountNav({ path }: { path: string }) {
  const row = useScrollEdges(path);
  return (
    <nav aria-label={t("nav.label")}>
      <ul ref={row}>
        {ENTRIES.map(({ path: href, label, ...entry }) => (
          <li key={href}>
            <Link href={href} current={href === path} onApproach={"page" in entry ? entry.page.load : undefined}>
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
