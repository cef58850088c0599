import { cpSync, symlinkSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { Mongoose } from "mongoose";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../temporaryFolder.js";

const COPIED = ["mongoose", "mongodb", "bson"];
const LINKED = [
  "@mongodb-js",
  "kareem",
  "memory-pager",
  "mongodb-connection-string-url",
  "mpath",
  "mquery",
  "ms",
  "sift",
];

/** An app's own Mongoose, of the same copy of the package as Latchkey's; its connections are closed when the test ends. */
export function anAppMongoose(mongoose: Mongoose = new Mongoose()): Mongoose {
  onTestFinished(() => mongoose.disconnect());
  return mongoose;
}

/** An app's Mongoose of another copy of the packages, driver included: none of their classes are those that Latchkey imports. */
export async function anotherCopyOfMongoose(): Promise<Mongoose> {
  const folder = join(temporaryFolder(), "node_modules");
  await mkdir(folder);
  for (const name of COPIED) cpSync(resolve("node_modules", name), join(folder, name), { recursive: true });
  for (const name of LINKED) symlinkSync(resolve("node_modules", name), join(folder, name));
  const mongoose: Mongoose = createRequire(join(folder, "app.js"))("mongoose");
  return anAppMongoose(mongoose);
}
