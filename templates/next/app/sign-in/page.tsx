import { redirect } from "next/navigation";
import { safeNext } from "../../lib/paths";
import { currentUser } from "../../lib/session";
import { SignIn } from "./SignIn";

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next } = await searchParams;
  const target = safeNext(typeof next === "string" ? next : undefined);
  if ((await currentUser()) !== null) redirect(target);
  return <SignIn next={target} />;
}
