import type { User } from "@latchkey/client";
import { Activity } from "./Activity.js";
import { Email } from "./Email.js";
import { Password } from "./Password.js";
import { Profile } from "./Profile.js";
import { Sessions } from "./Sessions.js";
import { YourData } from "./YourData.js";

/** The page of the account at `path`. */
export function AccountPage({ path, user }: { path: string; user: User }) {
  switch (path) {
    case "/account/email":
      return <Email user={user} />;
    case "/account/password":
      return <Password user={user} />;
    case "/account/sessions":
      return <Sessions />;
    case "/account/activity":
      return <Activity />;
    case "/account/data":
      return <YourData user={user} />;
    default:
      return <Profile user={user} />;
  }
}
