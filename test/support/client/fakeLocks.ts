/** Web Locks of one browser, of which Node 20 has none: one holder a name, the others in line. */
export function createFakeLocks() {
  const lines = new Map<string, Promise<unknown>>();
  return {
    request: <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
      const turn = (lines.get(name) ?? Promise.resolve()).then(work);
      lines.set(
        name,
        turn.catch(() => {}),
      );
      return turn;
    },
  };
}
