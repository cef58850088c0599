import type { Emit } from "./Action.js";
import { spend } from "./clients.js";
import type { State } from "./State.js";

/** The operator copies the database, and puts the copy back while the servers are down. */
export function emitBackup(state: State, emit: Emit): void {
  const { session, userEpoch, backup, left } = state;
  if (left.restores === 0) return;
  if (backup === null) emit({ kind: "backup" }, { ...state, backup: { session, userEpoch } });
  else emit({ kind: "restore" }, restored(spend(state, "restores"), backup));
}

function restored(state: State, backup: NonNullable<State["backup"]>): State {
  // What a server was doing is gone; what is on the network is not.
  const flights = state.flights.filter(
    ({ stage, server }) => stage === "answered" || (stage === "sent" && server === -1),
  );
  return { ...state, ...backup, backup: null, flights, ended: backup.session.revokedAt !== null, restored: true };
}
