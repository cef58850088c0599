import type { Archive, ArchiveRecords, Kind } from "../../stores/Archive.js";
import { compareSides } from "./compareSides.js";
import { walk } from "./walk.js";

/** What a pass saw and did. */
export interface PassCount {
  /** Records of the source. */
  readonly read: number;
  /** Those that the target lacked or had otherwise. */
  readonly put: number;
  /** Records that the target had and the source had not. */
  readonly removed: number;
}

export interface Sides {
  readonly source: Archive;
  readonly target: Archive;
  /** The run that the target's mark has to name. */
  readonly run: string;
  /** So many records of each side are in memory at once, and are written at once. */
  readonly pageLength: number;
}

/**
 * Makes the target's records of a kind those of the source. The same pass copies, catches up, and verifies when there is
 * nothing left to do. Answers `null` when another run has taken the copy over. `onRead` is called for every record of the source.
 */
export async function passOver<K extends Kind>(
  { source, target, run, pageLength }: Sides,
  kind: K,
  onRead: () => void,
): Promise<PassCount | null> {
  const count = { read: 0, put: 0, removed: 0 };
  const [records, keys]: [ArchiveRecords[K][], string[]] = [[], []];

  /** Writes what has gathered. What has to go goes first: it may hold a value that must be unique. */
  async function write(): Promise<boolean> {
    const [goes, comes] = [keys.splice(0), records.splice(0)];
    count.removed += goes.length;
    count.put += comes.length;
    if (goes.length > 0 && (await target.remove(kind, goes, run)).kind === "taken-over") return false;
    return comes.length === 0 || (await target.put(kind, comes, run)).kind === "written";
  }

  for await (const found of compareSides(walk(source, kind, pageLength), walk(target, kind, pageLength))) {
    if (found.kind === "differs") records.push(found.record);
    if (found.kind === "surplus") keys.push(found.key);
    else {
      count.read += 1;
      onRead();
    }
    if (records.length + keys.length >= pageLength && !(await write())) return null;
  }
  return (await write()) ? count : null;
}
