import { Heading } from "../parts/Heading.js";
import { Link } from "../routing/Link.js";

/** For a path that is none of these pages. */
export function NotFound() {
  return (
    <>
      <Heading text="Page not found" />
      <p>There is no page at this address. It may have a typing mistake, or the page has moved.</p>
      <div class="actions">
        <Link href="/account" class="button primary">
          Go to my account
        </Link>
      </div>
    </>
  );
}
