import { ACTIVITY, SESSIONS, YOUR_DATA } from "../pages/rarePages.js";
import { Link } from "../routing/Link.js";
import { useScrollEdges } from "./useScrollEdges.js";

const ENTRIES = [
  { path: "/account", label: "Profile" },
  { path: "/account/email", label: "Email" },
  { path: "/account/password", label: "Password" },
  { path: "/account/sessions", label: "Sessions", page: SESSIONS },
  { path: "/account/activity", label: "Activity", page: ACTIVITY },
  { path: "/account/data", label: "Your data", page: YOUR_DATA },
] as const;

/** The pages of the account. What is about to be opened is loaded before the click. */
export function AccountNav({ path }: { path: string }) {
  const row = useScrollEdges(path);
  return (
    <nav aria-label="Account">
      <ul ref={row}>
        {ENTRIES.map(({ path: href, label, ...entry }) => (
          <li key={href}>
            <Link href={href} current={href === path} onApproach={"page" in entry ? entry.page.load : undefined}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
