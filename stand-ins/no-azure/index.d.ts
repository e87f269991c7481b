/** Never satisfied here. */
export interface TokenCredential {
  readonly unsupported: never;
}

export declare class AzureNotSupported extends Error {}
export declare function isTokenCredential(credential: unknown): credential is TokenCredential;
export declare class ClientSecretCredential {}
export declare class CryptographyClient {}
export declare class DefaultAzureCredential {}
export declare class KeyClient {}
export declare class ManagedIdentityCredential {}
export declare class UsernamePasswordCredential {}

export interface KeyWrapAlgorithm {
  readonly unsupported: never;
}
export interface KeyVaultKey {
  readonly unsupported: never;
}
