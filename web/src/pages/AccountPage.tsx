import type { User } from "@latchkey/client";
import { OnDemand } from "../parts/OnDemand.js";
import { Profile } from "./Profile.js";
import { ACTIVITY, EMAIL, PASSWORD, SECURITY, SESSIONS, YOUR_DATA } from "./rarePages.js";

/** The page of the account at `path`. */
export function AccountPage({ path, user }: { path: string; user: User }) {
  switch (path) {
    case "/account/email":
      return <OnDemand of={EMAIL} props={{ user }} />;
    case "/account/password":
      return <OnDemand of={PASSWORD} props={{ user }} />;
    case "/account/security":
      return <OnDemand of={SECURITY} props={{ user }} />;
    case "/account/sessions":
      return <OnDemand of={SESSIONS} props={{}} />;
    case "/account/activity":
      return <OnDemand of={ACTIVITY} props={{}} />;
    case "/account/data":
      return <OnDemand of={YOUR_DATA} props={{ user }} />;
    default:
      return <Profile user={user} />;
  }
}
