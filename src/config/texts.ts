import { isIP } from "node:net";
import { hidesSomething, showsSomething } from "../utils/displayText.js";
import { checkedText } from "./parsers.js";
import { secretFault } from "./secrets.js";

/** An address or host name to listen on. */
export const hostName = checkedText((text) =>
  isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)
    ? null
    : "must be an address or a host name without scheme and port, for example 0.0.0.0",
);

/** An issuer or audience. */
export const identifier = checkedText((text) =>
  /^\S{1,255}$/.test(text) ? null : "must be 1 to 255 characters without spaces, for example https://auth.example.com",
);

/** An e-mail address, alone or as `Name <address>`. */
export const mailbox = checkedText((text) =>
  /^([^<>@]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text) && !hidesSomething(text)
    ? null
    : "must be an address, for example Example <no-reply@example.com>",
);

/** A secret of what can stand in an Authorization header (RFC 6750 section 2.1). */
export const bearerToken = checkedText((text) =>
  /^[A-Za-z0-9._~+/-]+=*$/.test(text)
    ? secretFault(text)
    : 'must be letters, digits and -._~+/=: make one with "openssl rand -hex 32"',
);

/** A name for people to read, on one line. */
export const brandName = checkedText((text) =>
  [...text].length <= 40 && text.trim() === text && showsSomething(text) && !hidesSomething(text)
    ? null
    : "must be 1 to 40 characters without outer spaces, control and invisible characters",
);

/** A colour as `#rrggbb`. */
export const brandColor = checkedText((text) =>
  /^#[0-9a-f]{6}$/i.test(text) ? null : "must be a colour as #rrggbb, for example #2f5bd8",
);
