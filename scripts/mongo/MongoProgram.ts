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

/** A server that runs writes at the same time, which FerretDB does not: each may find the record changed under it. */
export function secantusDbProgram(python: string, packages: string): MongoProgram {
  const start = `import sys; sys.path.insert(0, ${JSON.stringify(packages)}); from secantus.cli import main; sys.exit(main())`;
  const options = ["--host", "127.0.0.1", "--cache-size", "256M"];
  return {
    file: python,
    args: (port, folder) => ["-c", start, ...options, "--port", `${port}`, "--storage-path", folder],
  };
}
