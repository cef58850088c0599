import { t } from "../messages/messages.js";
import { Notice } from "./Notice.js";

/** Says that something could not be loaded, with a button to try again. */
export function LoadProblem({ problem, retry }: { problem: string | null; retry: () => Promise<void> }) {
  return (
    <div role="alert">
      {problem !== null && (
        <Notice tone="bad">
          <p>{t("problem.notLoaded", { problem })}</p>
          <button type="button" class="button small" onClick={retry}>
            {t("common.tryAgain")}
          </button>
        </Notice>
      )}
    </div>
  );
}
