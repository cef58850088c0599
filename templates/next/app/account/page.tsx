import { requireUser } from "../../lib/session";
import { Rename } from "./Rename";
import { SignOut } from "./SignOut";

export default async function AccountPage() {
  const user = await requireUser("/account");
  return (
    <>
      <h1>{user.fullName}</h1>
      <p>{user.email}</p>
      <Rename />
      <SignOut />
    </>
  );
}
