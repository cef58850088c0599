/** A program on this machine that serves the MongoDB protocol. */
export interface MongoProgram {
  readonly file: string;
  args(port: number, folder: string): string[];
}

export function mongodProgram(file: string): MongoProgram {
  return {
    file,
    args: (port, folder) => ["--port", `${port}`, "--dbpath", folder, "--bind_ip", "127.0.0.1", "--nounixsocket"],
  };
}

export function ferretDbProgram(file: string): MongoProgram {
  return { file, args: (port, folder) => [`127.0.0.1:${port}`, folder] };
}
