import type { User } from "@latchkey/client";
import { OnDemand } from "../parts/OnDemand.js";
import { Email } from "./Email.js";
import { Password } from "./Password.js";
import { Profile } from "./Profile.js";
import { ACTIVITY, SECURITY, SESSIONS, YOUR_DATA } from "./rarePages.js";

/** The page of the account at `path`. */
export function AccountPage({ path, user }: { path: string; user: User }) {
  switch (path) {
    case "/account/email":
      return <Email user={user} />;
    case "/account/password":
      return <Password user={user} />;
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
