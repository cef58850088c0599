import { useOffline } from "../session/useOffline.js";

/** Says that an outage is no sign-out. Lies over the page, so nothing moves when it comes and goes. */
export function OfflineBar() {
  const offline = useOffline();
  return (
    <div role="status" class="toast-place">
      {offline && <p class="toast">The service cannot be reached at the moment. You stay signed in; trying again…</p>}
    </div>
  );
}
