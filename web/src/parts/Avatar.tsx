import type { User } from "@latchkey/client";
import { useState } from "preact/hooks";
import { isAllowedPicture } from "../picture.js";
import { initials } from "./initials.js";

interface Props {
  user: User;
  large?: boolean;
}

/** The picture of a user, or initials: without one, where it cannot be loaded, and where this document must not load it. */
export function Avatar({ user, large = false }: Props) {
  const address = user.avatarUrl;
  const [broken, setBroken] = useState<string | null>(null);
  const size = large ? 64 : 36;
  return (
    <span class={large ? "avatar large" : "avatar"} aria-hidden="true">
      {isAllowedPicture(address) && address !== broken ? (
        // The server of the picture must not learn where it is shown.
        <img
          src={address}
          alt=""
          width={size}
          height={size}
          referrerpolicy="no-referrer"
          onError={() => setBroken(address)}
        />
      ) : (
        initials(user)
      )}
    </span>
  );
}
