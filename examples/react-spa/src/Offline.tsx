import { useEffect, useState } from "react";
import { client } from "./client.js";

/** Says that the server cannot be reached. Nobody is signed out by that. */
export function Offline() {
  const [isOffline, setOffline] = useState(false);
  useEffect(() => {
    const stops = [client.on("offline", () => setOffline(true)), client.on("online", () => setOffline(false))];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return isOffline ? <p role="status">The server does not answer. You stay signed in. Trying again…</p> : null;
}
