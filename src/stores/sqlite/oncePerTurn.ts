/**
 * The same check, which a turn of the event loop makes once, when it passes. Requests that arrived together are served in one turn,
 * so what held for the first of them held while the others were asked.
 */
export function oncePerTurn(check: () => void): () => void {
  let hasPassed = false;
  return () => {
    if (hasPassed) return;
    check();
    hasPassed = true;
    setImmediate(() => {
      hasPassed = false;
    });
  };
}
