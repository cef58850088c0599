import { Notice } from "./Notice.js";

/** Says that something could not be loaded, with a button to try again. */
export function LoadProblem({ problem, retry }: { problem: string | null; retry: () => Promise<void> }) {
  return (
    <div role="alert">
      {problem !== null && (
        <Notice tone="bad">
          <p>This could not be loaded. {problem}</p>
          <button type="button" class="button small" onClick={retry}>
            Try again
          </button>
        </Notice>
      )}
    </div>
  );
}
