import { Heading } from "../parts/Heading.js";
import { Link } from "../routing/Link.js";

/** For a path that is none of these pages. */
export function NotFound() {
  return (
    <>
      <Heading text="Page not found" />
      <p>Check the address, or go to your account.</p>
      <p class="links">
        <Link href="/account">Go to my account</Link>
      </p>
    </>
  );
}
