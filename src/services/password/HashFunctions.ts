import { pbkdf2, scrypt } from "node:crypto";
import { hash, type Options, verify } from "@node-rs/argon2";
import bcrypt from "bcrypt";

export interface ScryptParameters {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly maxmem: number;
}

/** The functions that take a core for milliseconds. Arguments and results are data, so that a thread can compute them. */
export interface HashFunctions {
  argon2Hash(password: string, options: Options): Promise<string>;
  argon2Verify(stored: string, password: string): Promise<boolean>;
  bcryptCompare(password: string, stored: string): Promise<boolean>;
  /** `length` is in bytes. */
  pbkdf2(password: string, salt: Uint8Array, iterations: number, length: number, digest: string): Promise<Uint8Array>;
  /** `length` is in bytes. */
  scrypt(password: string, salt: Uint8Array, length: number, options: ScryptParameters): Promise<Uint8Array>;
}

/** Computed by libuv's thread pool, which file system, DNS and other crypto share, at the priority of the process. */
export const libuvHashFunctions: HashFunctions = {
  argon2Hash: (password, options) => hash(password, options),
  argon2Verify: (stored, password) => verify(stored, password),
  bcryptCompare: (password, stored) => bcrypt.compare(password, stored),
  pbkdf2: (password, salt, iterations, length, digest) =>
    new Promise((resolve, reject) => {
      pbkdf2(password, salt, iterations, length, digest, (error, key) => (error ? reject(error) : resolve(key)));
    }),
  scrypt: (password, salt, length, options) =>
    new Promise((resolve, reject) => {
      scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
    }),
};
