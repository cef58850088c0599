import { useEffect, useState } from "preact/hooks";
import { client } from "../client.js";

/** Whether the latest call got no answer. */
export function useOffline(): boolean {
  const [offline, setOffline] = useState(false);
  useEffect(() => {
    const stops = [client.on("offline", () => setOffline(true)), client.on("online", () => setOffline(false))];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return offline;
}
