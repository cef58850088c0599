interface NamedEvent {
  readonly _id: string;
  readonly name: string;
}

/**
 * The ids of the events beyond `max`: the lowest rank first, of one rank the oldest first, a name without a rank last. The
 * adapters share it, so that every database drops the same events.
 */
export function excessEvents(
  events: readonly NamedEvent[],
  { max, ranks }: { max: number; ranks: Readonly<Record<string, number>> },
): string[] {
  const rankOf = ({ name }: NamedEvent): number => (Object.hasOwn(ranks, name) ? ranks[name] : undefined) ?? Infinity;
  const inOrder = events.toSorted((a, b) => rankOf(a) - rankOf(b) || (a._id < b._id ? -1 : 1));
  return inOrder.slice(0, Math.max(0, events.length - max)).map(({ _id }) => _id);
}
