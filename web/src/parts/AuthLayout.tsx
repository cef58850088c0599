import type { ComponentChildren } from "preact";
import { Link } from "../routing/Link.js";
import { BrandMark } from "./BrandMark.js";
import { LanguageChoice } from "./LanguageChoice.js";
import { SkipLink } from "./SkipLink.js";

/** The layout of the pages for users who are not signed in: one card. */
export function AuthLayout({ children }: { children: ComponentChildren }) {
  return (
    <>
      <SkipLink />
      <div class="auth">
        <header>
          <Link href="/" class="home">
            <BrandMark />
          </Link>
        </header>
        <main id="main" tabIndex={-1} class="card">
          {children}
        </main>
        <LanguageChoice />
      </div>
    </>
  );
}
