import { client } from "../client.js";
import { useLoad } from "../parts/useLoad.js";

/** Whether the account has a password, which nearly every account has: `true` until the server has said otherwise. And how to ask again. */
export function useHasPassword(): [hasPassword: boolean, reload: () => Promise<void>] {
  const { data, reload } = useLoad(client.security);
  return [data?.hasPassword ?? true, reload];
}
