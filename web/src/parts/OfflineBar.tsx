import { t } from "../messages/messages.js";
import { useOffline } from "../session/useOffline.js";

/** Says that an outage signs nobody out. It overlays the page, so nothing moves when it appears. */
export function OfflineBar() {
  const offline = useOffline();
  return (
    <div role="status" class="toast-place">
      {offline && <p class="toast">{t("unreachable.toast")}</p>}
    </div>
  );
}
