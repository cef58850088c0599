import type { KeyView } from "../../services/keys/index.js";
import { tableUtc } from "../../utils/utcTime.js";
import { renderTable } from "../table.js";

/** Keys for people. */
export function keysTable(keys: readonly KeyView[]): string {
  const time = (at: number | null) => (at === null ? null : tableUtc(at));
  const rows = keys.map(({ kid, state, isReadable, signsFrom, retiresAt, deletableAt }) => {
    return [kid, isReadable ? state : `${state}, unreadable`, time(signsFrom), time(retiresAt), time(deletableAt)];
  });
  const lost = keys.some(({ isReadable }) => !isReadable);
  const hint = lost ? "Unreadable: no secret of ACCESS_TOKEN_SECRET opens the key, so it is not used.\n" : "";
  return renderTable(["KEY", "STATE", "SIGNS FROM (UTC)", "RETIRES", "DELETED AFTER"], rows) + hint;
}
