import { currentUser } from "../lib/session";

export default async function Home() {
  const user = await currentUser();
  return <h1>{user === null ? "Hello, visitor" : `Hello, ${user.fullName}`}</h1>;
}
