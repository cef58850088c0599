/** Stands in for a page that is not known yet. Its words come late, so that a quick answer shows nothing at all. */
export function Waiting() {
  return (
    <main class="waiting">
      <p role="status">One moment…</p>
    </main>
  );
}
