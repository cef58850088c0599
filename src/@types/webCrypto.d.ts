// The names of a browser that the declarations of @simplewebauthn/server use, as Node has them.

type BufferSource = ArrayBufferView | ArrayBuffer;
type Algorithm = import("node:crypto").webcrypto.Algorithm;
type AlgorithmIdentifier = import("node:crypto").webcrypto.AlgorithmIdentifier;
type Crypto = import("node:crypto").webcrypto.Crypto;
type CryptoKey = import("node:crypto").webcrypto.CryptoKey;
type CryptoKeyPair = import("node:crypto").webcrypto.CryptoKeyPair;
type EcKeyGenParams = import("node:crypto").webcrypto.EcKeyGenParams;
type EcKeyImportParams = import("node:crypto").webcrypto.EcKeyImportParams;
type EcdsaParams = import("node:crypto").webcrypto.EcdsaParams;
type KeyUsage = import("node:crypto").webcrypto.KeyUsage;
type RsaHashedImportParams = import("node:crypto").webcrypto.RsaHashedImportParams;
