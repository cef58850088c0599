interface Lockfile {
  readonly packages: Readonly<Record<string, { version?: string; hasInstallScript?: boolean; dev?: boolean }>>;
}

/** What compiles machine code, or fetches it. Nothing else of ours may run a script where it is installed. */
const NATIVE = ["bcrypt", "better-sqlite3"];

/** What is wrong with the packages that an app gets with Latchkey, by the lockfile of npm. Those for development are not asked. */
export function treeFaults({ packages }: Lockfile): string[] {
  const installed = Object.entries(packages).flatMap(([path, { dev = false, ...about }]) => {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    return name === undefined || dev ? [] : [{ name, ...about }];
  });
  const scripts = installed.filter(({ name, hasInstallScript }) => hasInstallScript && !NATIVE.includes(name));
  const drivers = new Set(installed.flatMap(({ name, version }) => (name === "mongodb" ? [version] : [])));
  return [
    ...scripts.map(({ name }) => `${name} runs a script at its installation.`),
    ...(drivers.size === 1 ? [] : [`There is not one version of mongodb but ${[...drivers].join(", ") || "none"}.`]),
  ];
}
