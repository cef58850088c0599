import type { ComponentChildren } from "preact";
import { Link } from "../routing/Link.js";
import { BrandMark } from "./BrandMark.js";
import { SkipLink } from "./SkipLink.js";

/** The frame of the pages before the account: one card. */
export function DoorLayout({ children }: { children: ComponentChildren }) {
  return (
    <>
      <SkipLink />
      <div class="door">
        <header>
          <Link href="/" class="home">
            <BrandMark />
          </Link>
        </header>
        <main id="main" tabIndex={-1} class="card">
          {children}
        </main>
      </div>
    </>
  );
}
