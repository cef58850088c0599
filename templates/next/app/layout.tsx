import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { currentUser } from "../lib/session";
import { Session } from "./Session";

export const metadata: Metadata = { title: "My app" };

export default async function Layout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  return (
    <html lang="en">
      <body>
        <nav>
          <Link href="/">Home</Link> <Link href="/account">Account</Link>
        </nav>
        <main>
          <Session renderedFor={user?._id ?? null}>{children}</Session>
        </main>
      </body>
    </html>
  );
}
