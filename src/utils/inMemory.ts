/** The URL of a SQLite database in memory: for tests, and to try the server. It ends with its process. */
export const IN_MEMORY = "memory:";
