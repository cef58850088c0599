interface Versioned {
  readonly _id: string;
  readonly version: number;
}

/** Records of a memory store that are replaced by their version, and the verbs that all of them have. */
export function versionedRecords<Item extends Versioned>(assertOpen: () => void) {
  const records = new Map<string, Item>();
  return {
    records,
    verbs: {
      async get(id: string): Promise<Item | null> {
        assertOpen();
        return structuredClone(records.get(id) ?? null);
      },
      async create(item: Item): Promise<{ kind: "created" } | { kind: "taken" }> {
        assertOpen();
        if (records.has(item._id)) return { kind: "taken" };
        records.set(item._id, structuredClone(item));
        return { kind: "created" };
      },
      async compareAndSet(next: Item, expectedVersion: number): Promise<{ kind: "stored" } | { kind: "conflict" }> {
        assertOpen();
        if (records.get(next._id)?.version !== expectedVersion) return { kind: "conflict" };
        records.set(next._id, structuredClone(next));
        return { kind: "stored" };
      },
    },
  };
}
